// gate ← d_out ∘ up ∘ silu′(gate),  up ← d_out ∘ silu(gate), in place: the values give way to their gradients        one thread an element, or VEC4 four
// in: d_out[size.x, WIDTH]    in and out: gate, up[size.x, WIDTH]
#if VEC4
alias Element = vec4<f32>;
#else
alias Element = f32;
#end
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<storage, read> d_out: array<Element>;
@group(0) @binding(2) var<storage, read_write> gate: array<Element>;
@group(0) @binding(3) var<storage, read_write> up: array<Element>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= size.x * WIDTH) { return; }
  let g = gate[i];
  let sigmoid = 1.0 / (1.0 + exp(-max(g, Element(-80.0))));
  gate[i] = d_out[i] * up[i] * sigmoid * (1.0 + g * (1.0 - sigmoid));
  up[i] = d_out[i] * g * sigmoid;
}
