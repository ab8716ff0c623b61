// out[i] += Σ_s partials[s, i], in the order of s        one thread an output
// in: partials[SPLITS, LENGTH]    out: out[LENGTH]
@group(0) @binding(0) var<storage, read> partials: array<f32>;
@group(0) @binding(1) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= LENGTH) { return; }
  var sum = 0.0;
  for (var s = 0u; s < SPLITS; s++) { sum += partials[s * LENGTH + i]; }
  out[i] += sum;
}
