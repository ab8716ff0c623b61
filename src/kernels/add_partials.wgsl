// out[i] += Σ_s partials[s, i], in the order of s        one thread an output
// in: shape = (splits, length, whether out is set, not added to), partials[splits, length]    out: out[length]
@group(0) @binding(0) var<uniform> shape: vec4<u32>;
@group(0) @binding(1) var<storage, read> partials: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= shape.y) { return; }
  var sum = 0.0;
  for (var s = 0u; s < shape.x; s++) { sum += partials[s * shape.y + i]; }
  if (shape.z == 0u) { sum += out[i]; }
  out[i] = sum;
}
