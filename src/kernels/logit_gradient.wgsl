// logits[i, v] ← weight[row] · (1[v = target] − p(v)), in place: ∂L/∂logit from ∂L/∂log p(sequence)        one thread an element
// in: targets (token index, target id, row), distribution (logsumexp, …), weight[rows] (1/nats), size = (rows, first row)    in and out: logits[size.x, VOCABULARY]
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<storage, read> targets: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> distribution: array<vec2<f32>>;
@group(0) @binding(3) var<storage, read> weight: array<f32>;
@group(0) @binding(4) var<storage, read_write> logits: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= size.x * VOCABULARY) { return; }
  let i = size.y + at / VOCABULARY;
  let hit = f32(at % VOCABULARY == targets[i].y);
  logits[at] = weight[targets[i].z] * (hit - exp(logits[at] - distribution[i].x));
}
