// dq[t, h] = Σ_j ds_j k[j]/√D,  ds_j = p_j (d_out·v_j − δ),  δ = d_out·out        one thread a token and head, owning its query row
// in: tokens[size.x], q, out, d_out[size.x, HEADS, D], k and v[size.x, KV_HEADS, D], softmax[size.x, HEADS].x (logsumexp)
// out: dq[size.x, HEADS, D], softmax[size.x, HEADS].y = δ for the pass over keys
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<uniform> width: vec4<u32>; // (D): a constant would have the loops unrolled
@group(0) @binding(2) var<storage, read> tokens: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read> q: array<f32>;
@group(0) @binding(4) var<storage, read> k: array<f32>;
@group(0) @binding(5) var<storage, read> v: array<f32>;
@group(0) @binding(6) var<storage, read> out: array<f32>;
@group(0) @binding(7) var<storage, read> d_out: array<f32>;
@group(0) @binding(8) var<storage, read_write> softmax: array<vec2<f32>>;
@group(0) @binding(9) var<storage, read_write> dq: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= size.x * HEADS) { return; }
  let seen = seen_by(i / HEADS);
  let group = i % HEADS / (HEADS / KV_HEADS);
  let scale = 1.0 / sqrt(f32(D));
  let logsumexp = softmax[i].x;
  var delta = 0.0;
  for (var d = 0u; d < width.x; d++) { delta += d_out[i * D + d] * out[i * D + d]; }
  var sums: array<f32, D>;
  for (var slot = seen.first; slot <= seen.last; slot++) {
    if (slot == seen.shared_end) { slot = seen.branch; }
    let at = (slot * KV_HEADS + group) * D;
    var score = 0.0;
    var d_weight = 0.0;
    for (var d = 0u; d < width.x; d++) {
      score += q[i * D + d] * k[at + d];
      d_weight += d_out[i * D + d] * v[at + d];
    }
    let d_score = exp(score * scale - logsumexp) * (d_weight - delta) * scale;
    for (var d = 0u; d < width.x; d++) { sums[d] += d_score * k[at + d]; }
  }
  for (var d = 0u; d < width.x; d++) { dq[i * D + d] = sums[d]; }
  softmax[i].y = delta;
}
