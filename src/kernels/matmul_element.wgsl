// What the three products share: rows read and written four columns at a time; VEC4 where every width is a multiple of 4.
// Where a's row ends within a four it reads 0; other columns past an end read the last ones and are not stored.
// in: a[…, A_WIDTH], b[…, B_WIDTH]    out: out[…, OUT_WIDTH]; with ACCUMULATE added to what is there
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
fn load_a(row: u32, column: u32) -> vec4<f32> { return a[(row * A_WIDTH + min(column, A_WIDTH - 4u)) / 4u]; }
fn load_b(row: u32, column: u32) -> vec4<f32> { return b[(row * B_WIDTH + min(column, B_WIDTH - 4u)) / 4u]; }
fn store(row: u32, column: u32, value: vec4<f32>) {
  if (column >= OUT_WIDTH) { return; }
  let at = (row * OUT_WIDTH + column) / 4u;
#if ACCUMULATE
  out[at] += value;
#else
  out[at] = value;
#end
}
#else
fn load_a(row: u32, column: u32) -> vec4<f32> {
  let columns = column + vec4(0u, 1u, 2u, 3u);
  let at = row * A_WIDTH + min(columns, vec4(A_WIDTH - 1u));
  return select(vec4(0.0), vec4(a[at.x], a[at.y], a[at.z], a[at.w]), columns < vec4(A_WIDTH));
}
fn load_b(row: u32, column: u32) -> vec4<f32> {
  let at = row * B_WIDTH + min(column + vec4(0u, 1u, 2u, 3u), vec4(B_WIDTH - 1u));
  return vec4(b[at.x], b[at.y], b[at.z], b[at.w]);
}
fn store(row: u32, column: u32, value: vec4<f32>) {
  for (var i = 0u; i < 4u && column + i < OUT_WIDTH; i++) {
#if ACCUMULATE
    out[row * OUT_WIDTH + column + i] += value[i];
#else
    out[row * OUT_WIDTH + column + i] = value[i];
#end
  }
}
#end

