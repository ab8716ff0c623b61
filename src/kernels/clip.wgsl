// norm = √Σ partials,  scale = min(1, max_norm / (norm + 1e-6)), or 1 where max_norm is 0        one workgroup
// in: partials[PARTIALS], rule[1].w = max_norm    out: clip = (scale, norm)
@group(0) @binding(0) var<uniform> rule: array<vec4<f32>, 2>;
@group(0) @binding(1) var<storage, read> partials: array<f32>;
@group(0) @binding(2) var<storage, read_write> clip: array<f32>;

var<workgroup> sums: array<f32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32) {
  var sum = 0.0;
  for (var i = lane; i < PARTIALS; i += 64u) { sum += partials[i]; }
  sums[lane] = sum;
  workgroupBarrier();
  if (lane > 0u) { return; }
  var total = 0.0;
  for (var i = 0u; i < 64u; i++) { total += sums[i]; }
  let norm = sqrt(total);
  let max_norm = rule[1].w;
  clip[0] = select(1.0, min(1.0, max_norm / (norm + 1e-6)), max_norm > 0.0);
  clip[1] = norm;
}
