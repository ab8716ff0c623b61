// out[t, h] = Σ_j softmax_j(q[t, h]·k[j, g]/√D) v[j, g] over the slots j that the token sees, g = h / (HEADS/KV_HEADS)
// One thread a token and head; online softmax, its logsumexp kept for the backward pass: what the other variants are checked against.
// in: tokens[size.x], q[size.x, HEADS, D], k and v[slots, KV_HEADS, D]
// out: out[size.x, HEADS, D], softmax[size.x, HEADS].x (logsumexp)
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<uniform> width: vec4<u32>; // (D): a constant would have the loops unrolled
@group(0) @binding(2) var<storage, read> tokens: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read> q: array<f32>;
@group(0) @binding(4) var<storage, read> k: array<f32>;
@group(0) @binding(5) var<storage, read> v: array<f32>;
@group(0) @binding(6) var<storage, read_write> out: array<f32>;
@group(0) @binding(7) var<storage, read_write> softmax: array<vec2<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= size.x * HEADS) { return; }
  let seen = seen_by(i / HEADS);
  let group = i % HEADS / (HEADS / KV_HEADS);
  let scale = 1.0 / sqrt(f32(D));
  var sums: array<f32, D>;
  var highest = -3.0e38;
  var total = 0.0;
  for (var slot = seen.first; slot <= seen.last; slot++) {
    if (slot == seen.shared_end) { slot = seen.branch; }
    let at = (slot * KV_HEADS + group) * D;
    var score = 0.0;
    for (var d = 0u; d < width.x; d++) { score += q[i * D + d] * k[at + d]; }
    score *= scale;
    let higher = max(highest, score);
    let keep = exp(highest - higher);
    let weight = exp(score - higher);
    highest = higher;
    total = total * keep + weight;
    for (var d = 0u; d < width.x; d++) { sums[d] = sums[d] * keep + weight * v[at + d]; }
  }
  for (var d = 0u; d < width.x; d++) { out[i * D + d] = sums[d] / total; }
  softmax[i].x = highest + log(total);
}
