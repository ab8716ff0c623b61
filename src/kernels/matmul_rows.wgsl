// NT: out[m, n] = Σ_k a[m, k] · b[n, k]; else b[k, n]        ROWS = 4·QUARTER rows × 4·FOURS columns a thread, in registers
// in: shape = (K, N, –, splits), a[rows.x, K], b[N, K] or b[K, N]    out: out[splits, rows.x, N], each over a part of k        loads and stores: matmul_element.wgsl
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let K = shape.x;
  let N = shape.y;
  let m = id.y * 4u * QUARTER;
  let n = id.x * 4u * FOURS;
#if QUADS
  if (m >= rows.x || (id.x & ~3u) * 4u * FOURS >= N) { return; } // whole quads
#else
  if (m >= rows.x || n >= N) { return; }
#end
  let last_row = rows.x - 1u;
#for q 0 QUARTER
#if QUADS
  let row$q = min(m + 4u * $qu + (id.x & 3u), last_row) * K; // the threads of a quad share their rows: each loads a quarter
#end
#for l 0 4
#if QUADS
#else
  let row$q_$l = min(m + 4u * $qu + $lu, last_row) * K;
#end
#for j 0 FOURS
  var sum$q_$l_$j = vec4(0.0);
#end
#end
#end
#if NT
#for j 0 FOURS
#for c 0 4
  let column$j_$c = min(n + 4u * $ju + $cu, N - 1u) * K;
#end
#end
#else
#for j 0 FOURS
  let column$j = within(n + 4u * $ju, N);
#end
#end
  let part = id.z;
  let span = 4u * ((K + 4u * shape.w - 1u) / (4u * shape.w));
  for (var k = part * span; k < min(K, (part + 1u) * span); k += 4u) {
#if NT
#for j 0 FOURS
#for c 0 4
    let b$j_$c = load_b(column$j_$c, k, K);
#end
#end
#else
#for l 0 4
    let row_b$l = min(k + $lu, K - 1u) * N;
#for j 0 FOURS
    let b$l_$j = load_b(row_b$l, column$j, N);
#end
#end
#end
#for q 0 QUARTER
#if QUADS
    let own$q = load_a(row$q, k, K);
#end
#for l 0 4
#if QUADS
    let a$q_$l = quadBroadcast(own$q, $lu);
#else
    let a$q_$l = load_a(row$q_$l, k, K);
#end
#for j 0 FOURS
#if NT
    sum$q_$l_$j += vec4(dot(a$q_$l, b$j_0), dot(a$q_$l, b$j_1), dot(a$q_$l, b$j_2), dot(a$q_$l, b$j_3));
#else
    sum$q_$l_$j += a$q_$l.x * b0_$j + a$q_$l.y * b1_$j + a$q_$l.z * b2_$j + a$q_$l.w * b3_$j;
#end
#end
#end
#end
  }
  var sums: array<vec4<f32>, 4u * QUARTER * FOURS>;
#for q 0 QUARTER
#for l 0 4
#for j 0 FOURS
  sums[(4u * $qu + $lu) * FOURS + $ju] = sum$q_$l_$j;
#end
#end
#end
#loop i 0 ROWS
  if (m + $i < rows.x) {
#loop j 0 FOURS
    store((part * rows.x + m + $i) * N, n + 4u * $j, N, sums[$i * FOURS + $j]);
#end
  }
#end
}
