// (x[t, h, d], x[t, h, d + HALF]) turned by the angle of position and d, in place; INVERSE turns back        one thread a pair, or VEC4 four
// HALF counts what a thread takes at once.
// in: tokens[size.x] (id, position, …), turns[position, HALF] (cosine, sine)    in and out: x[size.x, HEADS, 2·HALF]
// The halves are paired as in Hugging Face's rotate_half.
#if VEC4
alias Element = vec4<f32>;
#else
alias Element = f32;
#end
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<storage, read> tokens: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read_write> x: array<Element>;
#if VEC4
@group(0) @binding(2) var<storage, read> turns: array<vec4<f32>>;
fn cosine(at: u32) -> vec4<f32> { return vec4(turns[2u * at].xz, turns[2u * at + 1u].xz); }
fn sine(at: u32) -> vec4<f32> { return vec4(turns[2u * at].yw, turns[2u * at + 1u].yw); }
#else
@group(0) @binding(2) var<storage, read> turns: array<vec2<f32>>;
fn cosine(at: u32) -> f32 { return turns[at].x; }
fn sine(at: u32) -> f32 { return turns[at].y; }
#end

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= size.x * HEADS * HALF) { return; }
  let d = i % HALF;
  let at = i / HALF * 2u * HALF + d;
  let turn = tokens[i / (HEADS * HALF)].y * HALF + d;
  let c = cosine(turn);
#if INVERSE
  let s = -sine(turn);
#else
  let s = sine(turn);
#end
  let first = x[at];
  let second = x[at + HALF];
  x[at] = first * c - second * s;
  x[at + HALF] = second * c + first * s;
}
