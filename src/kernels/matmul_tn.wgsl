// out[s, i, j] = Σ_m a[m, i] · b[m, j] over the s-th of SPLITS equal parts of the rows        8×8 outputs a thread, in registers
// in: a[rows.x, I], b[rows.x, J]    out: out[SPLITS, I, J]; with ACCUMULATE added to what is there. VEC4 needs I and J in multiples of 4.
#if VEC4
alias Element = vec4<f32>;
#else
alias Element = f32;
#end
@group(0) @binding(0) var<uniform> rows: vec4<u32>;
@group(0) @binding(1) var<storage, read> a: array<Element>;
@group(0) @binding(2) var<storage, read> b: array<Element>;
@group(0) @binding(3) var<storage, read_write> out: array<Element>;

#if VEC4
fn load_a(m: u32, i: u32) -> vec4<f32> { return a[(m * I + min(i, I - 4u)) / 4u]; }
fn load_b(m: u32, j: u32) -> vec4<f32> { return b[(m * J + min(j, J - 4u)) / 4u]; }
fn store(part: u32, i: u32, j: u32, value: vec4<f32>) {
  if (i >= I || j >= J) { return; }
  let at = ((part * I + i) * J + j) / 4u;
#if ACCUMULATE
  out[at] += value;
#else
  out[at] = value;
#end
}
#else
fn load_a(m: u32, i: u32) -> vec4<f32> {
  let at = m * I;
  let last = I - 1u;
  return vec4(a[at + min(i, last)], a[at + min(i + 1u, last)], a[at + min(i + 2u, last)], a[at + min(i + 3u, last)]);
}
fn load_b(m: u32, j: u32) -> vec4<f32> {
  let at = m * J;
  let last = J - 1u;
  return vec4(b[at + min(j, last)], b[at + min(j + 1u, last)], b[at + min(j + 2u, last)], b[at + min(j + 3u, last)]);
}
fn store(part: u32, i: u32, j: u32, value: vec4<f32>) {
  if (i >= I) { return; }
  for (var c = 0u; c < 4u && j + c < J; c++) {
#if ACCUMULATE
    out[(part * I + i) * J + j + c] += value[c];
#else
    out[(part * I + i) * J + j + c] = value[c];
#end
  }
}
#end

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.y * 8u;
  let j = id.x * 8u;
  if (i >= I || j >= J) { return; }
  let span = (rows.x + SPLITS - 1u) / SPLITS;
  let begin = min(id.z * span, rows.x);
  let end = min(begin + span, rows.x);
#for r 0 8
  var low$r = vec4(0.0);
  var high$r = vec4(0.0);
#end
  for (var m = begin; m < end; m++) {
    let low_a = load_a(m, i);
    let high_a = load_a(m, i + 4u);
    let low_b = load_b(m, j);
    let high_b = load_b(m, j + 4u);
#for r 0 4
    low$r += low_a[$r] * low_b;
    high$r += low_a[$r] * high_b;
#end
#for r 4 8
    low$r += high_a[$r - 4] * low_b;
    high$r += high_a[$r - 4] * high_b;
#end
  }
#for r 0 8
  store(id.z, i + $ru, j, low$r);
  store(id.z, i + $ru, j + 4u, high$r);
#end
}
