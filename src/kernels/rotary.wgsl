// q and k turned by the angle of position and d, in place: (x[t, h, d], x[t, h, d + HALF]) as a complex number; INVERSE turns back
//                                                              one thread a pair of a head of q or k, or VEC4 four
// With CACHE the turned k and v go to the token's slot of the KV cache instead, and to those of the other rows that share the token.
// HALF counts what a thread takes at once. The halves are paired as in Hugging Face's rotate_half.
// in: tokens[size.x] (id, position, first slot, with CACHE the record with the next row's first slot, or 0), turns[position, HALF] (cosine, sine)    in and out: q[size.x, HEADS, 2·HALF], k[size.x, KV_HEADS, 2·HALF]
// with CACHE in: v[size.x, KV_HEADS, 2·HALF]    out: keys, values[slots, KV_HEADS, 2·HALF]
#if VEC4
alias Element = vec4<f32>;
#else
alias Element = f32;
#end
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<storage, read> tokens: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read_write> q: array<Element>;
@group(0) @binding(4) var<storage, read_write> k: array<Element>;
#if CACHE
@group(0) @binding(5) var<storage, read> v: array<Element>;
@group(0) @binding(6) var<storage, read_write> keys: array<Element>;
@group(0) @binding(7) var<storage, read_write> values: array<Element>;
#end
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
  let t = i / ((HEADS + KV_HEADS) * HALF);
  if (t >= size.x) { return; }
  let h = i / HALF % (HEADS + KV_HEADS);
  let d = i % HALF;
  let token = tokens[t];
  let c = cosine(token.y * HALF + d);
#if INVERSE
  let s = -sine(token.y * HALF + d);
#else
  let s = sine(token.y * HALF + d);
#end
  if (h < HEADS) {
    let at = (t * HEADS + h) * 2u * HALF + d;
    let first = q[at];
    let second = q[at + HALF];
    q[at] = first * c - second * s;
    q[at + HALF] = second * c + first * s;
  } else {
    let from_k = (t * KV_HEADS + h - HEADS) * 2u * HALF + d;
    let first = k[from_k];
    let second = k[from_k + HALF];
#if CACHE
    var row = token;
    loop {
      let slot = ((row.z + token.y) * KV_HEADS + h - HEADS) * 2u * HALF + d;
      keys[slot] = first * c - second * s;
      keys[slot + HALF] = second * c + first * s;
      values[slot] = v[from_k];
      values[slot + HALF] = v[from_k + HALF];
      if (row.w == 0u) { break; }
      row = tokens[row.w];
    }
#else
    k[from_k] = first * c - second * s;
    k[from_k + HALF] = second * c + first * s;
#end
  }
}
