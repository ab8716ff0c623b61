// out[s, i, j] = Σ_m a[m, i] · b[m, j] over the s-th of shape.w equal parts of the rows        4·QUARTER × 4·FOURS outputs a thread, in registers
// in: shape = (I, J, –, splits), a[rows.x, I], b[rows.x, J]    out: out[splits, I, J]        loads and stores: matmul_element.wgsl
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(workgroup_id) group: vec3<u32>) {
  let I = shape.x;
  let J = shape.y;
  let i = id.y * 4u * QUARTER;
  let j = id.x * 4u * FOURS;
#if QUADS
  if (i >= I || (id.x & ~3u) * 4u * FOURS >= J) { return; } // whole quads
#else
  if (i >= I || j >= J) { return; }
#end
  let part = group.z;
  let span = (rows.x + shape.w - 1u) / shape.w;
  let begin = min(part * span, rows.x);
  let end = min(begin + span, rows.x);
#for q 0 QUARTER
#for l 0 4
#for f 0 FOURS
  var sum$q_$l_$f = vec4(0.0);
#end
#end
#end
#for f 0 FOURS
  let column_b$f = within(j + 4u * $fu, J);
#end
#if QUADS
  let column_a = within(i + 4u * (id.x & 3u), I); // the threads of a quad share their 16 columns: each loads a quarter
  for (var m = begin; m < end; m += 4u) { // four rows a step: a sum is read and written once for them
#for k 0 4
    let row$k = min(m + $ku, end - 1u);
    let own$k = select(vec4(0.0), load_a(row$k * I, column_a, I), m + $ku < end);
#for f 0 FOURS
    let b$k_$f = load_b(row$k * J, column_b$f, J);
#end
#end
#for q 0 QUARTER
#for k 0 4
    let a$q_$k = quadBroadcast(own$k, $qu);
#end
#for l 0 4
#for f 0 FOURS
    sum$q_$l_$f += a$q_0[$l] * b0_$f + a$q_1[$l] * b1_$f + a$q_2[$l] * b2_$f + a$q_3[$l] * b3_$f;
#end
#end
#end
  }
#else
#for q 0 QUARTER
  let column_a$q = within(i + 4u * $qu, I);
#end
  for (var m = begin; m < end; m++) {
#for f 0 FOURS
    let b$f = load_b(m * J, column_b$f, J);
#end
#for q 0 QUARTER
    let a$q = load_a(m * I, column_a$q, I);
#for l 0 4
#for f 0 FOURS
    sum$q_$l_$f += a$q[$l] * b$f;
#end
#end
#end
  }
#end
  var sums: array<vec4<f32>, 4u * QUARTER * FOURS>;
#for q 0 QUARTER
#for l 0 4
#for f 0 FOURS
  sums[(4u * $qu + $lu) * FOURS + $fu] = sum$q_$l_$f;
#end
#end
#end
#loop l 0 ROWS
  if (i + $l < I) {
#loop f 0 FOURS
    store((part * I + i + $l) * J, j + 4u * $f, J, sums[$l * FOURS + $f]);
#end
  }
#end
}
