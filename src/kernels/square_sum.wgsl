// partials[offset + i] = Σ gradient² over every tensor.z-th element, or VEC4 four, from i        tensor.z threads
// in: gradient[tensor.x], tensor = (elements, offset of its partials, partials)    out: partials
#if VEC4
alias Element = vec4<f32>;
#else
alias Element = f32;
#end
@group(0) @binding(0) var<uniform> tensor: vec4<u32>;
@group(0) @binding(1) var<storage, read> gradient: array<Element>;
@group(0) @binding(2) var<storage, read_write> partials: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= tensor.z) { return; }
  var sum = Element();
#if VEC4
  for (var i = id.x; i < tensor.x / 4u; i += tensor.z) { sum += gradient[i] * gradient[i]; }
  partials[tensor.y + id.x] = sum.x + sum.y + sum.z + sum.w;
#else
  for (var i = id.x; i < tensor.x; i += tensor.z) { sum += gradient[i] * gradient[i]; }
  partials[tensor.y + id.x] = sum;
#end
}
