// out[m, n] = silu(Σ_k a[m, k] · g[n, k]) · Σ_k a[m, k] · u[n, k]        ROWS × 8 outputs a thread, in registers
// in: shape = (K, N), multiples of 4; a[rows.x, K], g and u[N, K]    out: out[rows.x, N]
@group(0) @binding(0) var<uniform> rows: vec4<u32>;
@group(0) @binding(1) var<uniform> shape: vec4<u32>;
@group(0) @binding(2) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> g: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> u: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> out: array<vec4<f32>>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let K = shape.x / 4u;
  let N = shape.y;
  let m = id.y * ROWS;
  let n = id.x * 8u;
  if (m >= rows.x || n >= N) { return; }
#for c 0 8
  let column$c = min(n + $cu, N - 1u) * K;
#end
#for i 0 ROWS
  let row$i = min(m + $iu, rows.x - 1u) * K;
#for j 0 2
  var gate$i_$j = vec4(0.0);
  var up$i_$j = vec4(0.0);
#end
#end
  for (var k = 0u; k < K; k++) {
#for c 0 8
    let g$c = g[column$c + k];
    let u$c = u[column$c + k];
#end
#for i 0 ROWS
    let a$i = a[row$i + k];
    gate$i_0 += vec4(dot(a$i, g0), dot(a$i, g1), dot(a$i, g2), dot(a$i, g3));
    gate$i_1 += vec4(dot(a$i, g4), dot(a$i, g5), dot(a$i, g6), dot(a$i, g7));
    up$i_0 += vec4(dot(a$i, u0), dot(a$i, u1), dot(a$i, u2), dot(a$i, u3));
    up$i_1 += vec4(dot(a$i, u4), dot(a$i, u5), dot(a$i, u6), dot(a$i, u7));
#end
  }
  var gates: array<vec4<f32>, 2u * ROWS>;
  var ups: array<vec4<f32>, 2u * ROWS>;
#for i 0 ROWS
#for j 0 2
  gates[2u * $iu + $ju] = gate$i_$j;
  ups[2u * $iu + $ju] = up$i_$j;
#end
#end
#loop i 0 ROWS
#loop j 0 2
  if (m + $i < rows.x && n + 4u * $j < N) {
    let gate = gates[2u * $i + $j];
    out[((m + $i) * N + n) / 4u + $j] = gate / (1.0 + exp(-max(gate, vec4(-80.0)))) * ups[2u * $i + $j];
  }
#end
#end
}
