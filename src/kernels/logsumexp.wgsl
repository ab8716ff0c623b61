// distribution[first + i] = (log Σ_v e^{logits[i, v]}, entropy in nats)        LANES threads a row
// in: logits[size.x, VOCABULARY], size = (rows, first row)    out: distribution[first + rows]
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read_write> distribution: array<vec2<f32>>;

// Over a part of the row: highest logit m, Σ e^{x−m}, Σ (x−m) e^{x−m}.
fn part(at: u32, begin: u32, end: u32) -> vec3<f32> {
  var highest = -3.0e38;
  for (var v = begin; v < end; v++) { highest = max(highest, logits[at + v]); }
  var sum = 0.0;
  var spread = 0.0;
  for (var v = begin; v < end; v++) {
    let x = logits[at + v] - highest;
    let weight = exp(x);
    sum += weight;
    spread += x * weight;
  }
  return vec3(highest, sum, spread);
}

fn finish(row: u32, all: vec3<f32>) {
  distribution[size.y + row] = vec2(all.x + log(all.y), log(all.y) - all.z / all.y);
}

#if MANY
var<workgroup> parts: array<vec3<f32>, LANES>;

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let row = group.x + group.y * groups.x;
  let at = min(row, size.x - 1u) * VOCABULARY;
  let span = (VOCABULARY + LANES - 1u) / LANES;
  parts[lane] = part(at, min(lane * span, VOCABULARY), min((lane + 1u) * span, VOCABULARY));
  workgroupBarrier();
  if (lane > 0u || row >= size.x) { return; }
  var highest = parts[0].x;
  for (var i = 1u; i < LANES; i++) { highest = max(highest, parts[i].x); }
  var sum = 0.0;
  var spread = 0.0;
  for (var i = 0u; i < LANES; i++) {
    let shift = parts[i].x - highest;
    if (parts[i].y > 0.0) {
      sum += parts[i].y * exp(shift);
      spread += (parts[i].z + parts[i].y * shift) * exp(shift);
    }
  }
  finish(row, vec3(highest, sum, spread));
}
#else
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let row = id.x + id.y * groups.x * 64u;
  if (row >= size.x) { return; }
  finish(row, part(row * VOCABULARY, 0u, VOCABULARY));
}
#end
