// out[m, n] = Σ_k a[m, k] · b[k, n]        8×8 outputs a thread, everything in registers
// in: a[rows.x, K], b[K, N]    out: out[rows.x, N]        loads and stores: matmul_element.wgsl
const A_WIDTH = K;
const B_WIDTH = N;
const OUT_WIDTH = N;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let m = id.y * 8u;
  let n = id.x * 8u;
  if (m >= rows.x || n >= N) { return; }
  let last_row = rows.x - 1u;
#for i 0 8
  let row$i = min(m + $iu, last_row);
  var low$i = vec4(0.0);
  var high$i = vec4(0.0);
#end
  for (var k = 0u; k < K; k += 4u) {
#for j 0 4
    let row_b$j = min(k + $ju, K - 1u);
    let low_b$j = load_b(row_b$j, n);
    let high_b$j = load_b(row_b$j, n + 4u);
#end
#for i 0 8
    let a$i = load_a(row$i, k);
    low$i += a$i.x * low_b0 + a$i.y * low_b1 + a$i.z * low_b2 + a$i.w * low_b3;
    high$i += a$i.x * high_b0 + a$i.y * high_b1 + a$i.z * high_b2 + a$i.w * high_b3;
#end
  }
#for i 0 8
  if (m + $iu < rows.x) {
    store(m + $iu, n, low$i);
    store(m + $iu, n + 4u, high$i);
  }
#end
}
