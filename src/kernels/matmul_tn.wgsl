// out[s, i, j] = Σ_m a[m, i] · b[m, j] over the s-th of SPLITS equal parts of the rows        8×8 outputs a thread, in registers
// in: a[rows.x, I], b[rows.x, J]    out: out[SPLITS, I, J]        loads and stores: matmul_element.wgsl
const A_WIDTH = I;
const B_WIDTH = J;
const OUT_WIDTH = J;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.y * 8u;
  let j = id.x * 8u;
  if (i >= I || j >= J) { return; }
  let span = (rows.x + SPLITS - 1u) / SPLITS;
  let begin = min(id.z * span, rows.x);
  let end = min(begin + span, rows.x);
#for r 0 8
  var low$r = vec4(0.0);
  var high$r = vec4(0.0);
#end
  for (var m = begin; m < end; m++) {
    let low_a = load_a(m, i);
    let high_a = load_a(m, i + 4u);
    let low_b = load_b(m, j);
    let high_b = load_b(m, j + 4u);
#for r 0 4
    low$r += low_a[$r] * low_b;
    high$r += low_a[$r] * high_b;
#end
#for r 4 8
    low$r += high_a[$r - 4] * low_b;
    high$r += high_a[$r - 4] * high_b;
#end
  }
#for r 0 8
  if (i + $ru < I) {
    store(id.z * I + i + $ru, j, low$r);
    store(id.z * I + i + $ru, j + 4u, high$r);
  }
#end
}
