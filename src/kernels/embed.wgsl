// out[t, d] = table[tokens[t].id, d]        one thread an element, or VEC4 four
// in: tokens[size.x] (id, …), table[vocabulary, WIDTH]    out: out[size.x, WIDTH]
#if VEC4
alias Element = vec4<f32>;
#else
alias Element = f32;
#end
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<storage, read> tokens: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> table: array<Element>;
@group(0) @binding(3) var<storage, read_write> out: array<Element>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= size.x * WIDTH) { return; }
  out[i] = table[tokens[i / WIDTH].x * WIDTH + i % WIDTH];
}
