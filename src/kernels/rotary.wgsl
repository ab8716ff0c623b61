// (x[t, h, d], x[t, h, d + HALF]) turned by the angle of position and d, in place; INVERSE turns back        one thread a pair
// in: tokens[size.x] (id, position, …), turns[position, HALF] (cosine, sine)    in and out: x[size.x, HEADS, 2·HALF]
// The halves are paired as in Hugging Face's rotate_half.
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<storage, read> tokens: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> turns: array<vec2<f32>>;
@group(0) @binding(3) var<storage, read_write> x: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= size.x * HEADS * HALF) { return; }
  let d = i % HALF;
  let at = i / HALF * 2u * HALF + d;
  var turn = turns[tokens[i / (HEADS * HALF)].y * HALF + d];
#if INVERSE
  turn.y = -turn.y;
#end
  let first = x[at];
  let second = x[at + HALF];
  x[at] = first * turn.x - second * turn.y;
  x[at + HALF] = second * turn.x + first * turn.y;
}
