// out[m, n] = Σ_k a[m, k] · b[n, k]        8×8 outputs a thread, everything in registers
// in: a[rows.x, K], b[N, K]    out: out[rows.x, N]; with ACCUMULATE added to what is there. VEC4 needs K and N in multiples of 4.
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
fn load_a(row: u32, k: u32) -> vec4<f32> { return a[(row * K + k) / 4u]; }
fn load_b(row: u32, k: u32) -> vec4<f32> { return b[(row * K + k) / 4u]; }
fn store(row: u32, n: u32, value: vec4<f32>) {
  if (row >= rows.x || n >= N) { return; }
  let at = (row * N + n) / 4u;
#if ACCUMULATE
  out[at] += value;
#else
  out[at] = value;
#end
}
#else
fn load_a(row: u32, k: u32) -> vec4<f32> {
  let at = row * K;
  let last = K - 1u;
  return select(vec4(0.0), vec4(a[at + min(k, last)], a[at + min(k + 1u, last)], a[at + min(k + 2u, last)], a[at + min(k + 3u, last)]),
    vec4(k, k + 1u, k + 2u, k + 3u) < vec4(K));
}
fn load_b(row: u32, k: u32) -> vec4<f32> {
  let at = row * K;
  let last = K - 1u;
  return vec4(b[at + min(k, last)], b[at + min(k + 1u, last)], b[at + min(k + 2u, last)], b[at + min(k + 3u, last)]);
}
fn store(row: u32, n: u32, value: vec4<f32>) {
  if (row >= rows.x) { return; }
  for (var i = 0u; i < 4u && n + i < N; i++) {
#if ACCUMULATE
    out[row * N + n + i] += value[i];
#else
    out[row * N + n + i] = value[i];
#end
  }
}
#end

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let m = id.y * 8u;
  let n = id.x * 8u;
  if (m >= rows.x || n >= N) { return; }
  let last_row = rows.x - 1u;
#for i 0 8
  let row$i = min(m + $iu, last_row);
  let column$i = min(n + $iu, N - 1u);
  var low$i = vec4(0.0);
  var high$i = vec4(0.0);
#end
  for (var k = 0u; k < K; k += 4u) {
#for j 0 8
    let b$j = load_b(column$j, k);
#end
#for i 0 8
    let a$i = load_a(row$i, k);
    low$i += vec4(dot(a$i, b0), dot(a$i, b1), dot(a$i, b2), dot(a$i, b3));
    high$i += vec4(dot(a$i, b4), dot(a$i, b5), dot(a$i, b6), dot(a$i, b7));
#end
  }
#for i 0 8
  store(m + $iu, n, low$i);
  store(m + $iu, n + 4u, high$i);
#end
}
