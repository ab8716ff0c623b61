// out[m, n] = Σ_k a[m, k] · b[n, k]        8×8 outputs a thread, everything in registers
// in: a[rows.x, K], b[N, K]    out: out[rows.x, N]        loads and stores: matmul_element.wgsl
const A_WIDTH = K;
const B_WIDTH = K;
const OUT_WIDTH = N;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let m = id.y * 8u;
  let n = id.x * 8u;
  if (m >= rows.x || n >= N) { return; }
  let last_row = rows.x - 1u;
#for i 0 8
  let row$i = min(m + $iu, last_row);
  let column$i = min(n + $iu, N - 1u);
  var low$i = vec4(0.0);
  var high$i = vec4(0.0);
#end
  for (var k = 0u; k < K; k += 4u) {
#for j 0 8
    let b$j = load_b(column$j, k);
#end
#for i 0 8
    let a$i = load_a(row$i, k);
    low$i += vec4(dot(a$i, b0), dot(a$i, b1), dot(a$i, b2), dot(a$i, b3));
    high$i += vec4(dot(a$i, b4), dot(a$i, b5), dot(a$i, b6), dot(a$i, b7));
#end
  }
#for i 0 8
  if (m + $iu < rows.x) {
    store(m + $iu, n, low$i);
    store(m + $iu, n + 4u, high$i);
  }
#end
}
