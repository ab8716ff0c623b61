// logp[first + i] = logits[i, target] − logsumexp, in nats        one thread a target
// in: targets (token index, target id, row), logits[size.x, VOCABULARY], distribution (logsumexp, …), size = (rows, first row)    out: logp
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<storage, read> targets: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> logits: array<f32>;
@group(0) @binding(3) var<storage, read> distribution: array<vec2<f32>>;
@group(0) @binding(4) var<storage, read_write> logp: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= size.x) { return; }
  let i = size.y + id.x;
  logp[i] = logits[id.x * VOCABULARY + targets[i].y] - distribution[i].x;
}
