// out[s, i, j] = Σ_k A[i, k] · B[k, j] over the s-th of shape.w equal parts of k        one thread an output: what the other variants are checked against
// NT: A = a[rows.x, K], B = b[N, K]ᵀ, shape = (K, N); NN: B = b[K, N]; TN: A = a[rows.x, I]ᵀ, B = b[rows.x, J], shape = (I, J, accumulate, splits)
@group(0) @binding(0) var<uniform> rows: vec4<u32>;
@group(0) @binding(1) var<uniform> shape: vec4<u32>;
@group(0) @binding(2) var<storage, read> a: array<f32>;
@group(0) @binding(3) var<storage, read> b: array<f32>;
@group(0) @binding(4) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
#if TN
  let height = shape.x;
  let span = (rows.x + shape.w - 1u) / shape.w;
  let begin = min(id.z * span, rows.x);
  let end = min(begin + span, rows.x);
#else
  let height = rows.x;
  let begin = 0u;
  let end = shape.x;
#end
  if (id.y >= height || id.x >= shape.y) { return; }
  var sum = 0.0;
  for (var k = begin; k < end; k++) {
#if NT
    sum += a[id.y * shape.x + k] * b[id.x * shape.x + k];
#end
#if NN
    sum += a[id.y * shape.x + k] * b[k * shape.y + id.x];
#end
#if TN
    sum += a[k * shape.x + id.y] * b[k * shape.y + id.x];
#end
  }
  let at = (id.z * height + id.y) * shape.y + id.x;
  if (shape.z > 0u) { out[at] += sum; } else { out[at] = sum; }
}
