// dk[t, g] = Σ ds q[i, h]/√D,  dv[t, g] = Σ p d_out[i, h]  over the queries i that see t and the group's heads h
// One thread a token and key head, owning its key row. Runs after attention_backward_q. Slots are token indices here.
// in: tokens[size.x], q, d_out[size.x, HEADS, D], k and v[size.x, KV_HEADS, D], softmax[size.x, HEADS] (logsumexp, δ)
// out: dk, dv[size.x, KV_HEADS, D]
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<uniform> width: vec4<u32>; // (D): a constant would have the loops unrolled
@group(0) @binding(2) var<storage, read> tokens: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read> q: array<f32>;
@group(0) @binding(4) var<storage, read> k: array<f32>;
@group(0) @binding(5) var<storage, read> v: array<f32>;
@group(0) @binding(6) var<storage, read> d_out: array<f32>;
@group(0) @binding(7) var<storage, read> softmax: array<vec2<f32>>;
@group(0) @binding(8) var<storage, read_write> dk: array<f32>;
@group(0) @binding(9) var<storage, read_write> dv: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= size.x * KV_HEADS) { return; }
  let t = i / KV_HEADS;
  let end = seen_until(t);
  let scale = 1.0 / sqrt(f32(D));
  var d_keys: array<f32, D>;
  var d_values: array<f32, D>;
  for (var query = t; query < end; query++) {
    for (var h = 0u; h < HEADS / KV_HEADS; h++) {
      let row = query * HEADS + i % KV_HEADS * (HEADS / KV_HEADS) + h;
      let at = row * D;
      var score = 0.0;
      var d_weight = 0.0;
      for (var d = 0u; d < width.x; d++) {
        score += q[at + d] * k[i * D + d];
        d_weight += d_out[at + d] * v[i * D + d];
      }
      let kept = softmax[row];
      let weight = exp(score * scale - kept.x);
      let d_score = weight * (d_weight - kept.y) * scale;
      for (var d = 0u; d < width.x; d++) {
        d_keys[d] += d_score * q[at + d];
        d_values[d] += weight * d_out[at + d];
      }
    }
  }
  for (var d = 0u; d < width.x; d++) {
    dk[i * D + d] = d_keys[d];
    dv[i * D + d] = d_values[d];
  }
}
