// out[s, i, j] = Σ_k A[i, k] · B[k, j] over the s-th of shape.w equal parts of k; layouts and bindings as in matmul_plain.wgsl
// A workgroup of DOWN × ACROSS threads goes through k in steps of DEPTH, whose part of A and B it keeps in workgroup memory as
// fours along i and j. A thread computes DOWN_FOURS × ACROSS_FOURS blocks of 4 × 4, and holds the next step's loads meanwhile.
const TILE_I = DOWN * DOWN_FOURS; // fours
const TILE_J = ACROSS * ACROSS_FOURS;
const STEPS = DEPTH / 4u;
const A_BLOCKS = STEPS * TILE_I;
const BLOCKS = A_BLOCKS + STEPS * TILE_J;
const THREADS = DOWN * ACROSS;
const STRIDE_I = TILE_I + PAD;
const STRIDE_J = TILE_J + PAD;
var<workgroup> tile_a: array<vec4<f32>, DEPTH * STRIDE_I>;
var<workgroup> tile_b: array<vec4<f32>, DEPTH * STRIDE_J>;

// Where a block of 4 × 4 lies: the row of k it begins at, and its four along i or j. Neighbours read along a row of memory.
#if TN
fn place_a(t: u32) -> vec2<u32> { return vec2(t / TILE_I * 4u, t % TILE_I); }
#else
fn place_a(t: u32) -> vec2<u32> { return vec2(t % STEPS * 4u, t / STEPS); }
#end
#if NT
fn place_b(t: u32) -> vec2<u32> { return vec2(t % STEPS * 4u, t / STEPS); }
#else
fn place_b(t: u32) -> vec2<u32> { return vec2(t / TILE_J * 4u, t % TILE_J); }
#end

fn a_at(row: u32, column: u32, there: bool) -> vec4<f32> {
  if (!there) { return vec4(0.0); }
  return load_a(row * shape.x, column, shape.x);
}
fn b_at(row: u32, column: u32, width: u32, there: bool) -> vec4<f32> {
  if (!there) { return vec4(0.0); }
  return load_b(row * width, column, width);
}

// Columns: four values along i (or j) at k … k + 3; 0 past the end.
fn fetch_a(at: vec2<u32>, first_i: u32, k: u32, height: u32, end: u32) -> mat4x4<f32> {
  let i = first_i + at.y * 4u;
  let row = k + at.x;
#if TN
  let column = within(i, shape.x);
  return mat4x4(a_at(row, column, row < end), a_at(row + 1u, column, row + 1u < end),
    a_at(row + 2u, column, row + 2u < end), a_at(row + 3u, column, row + 3u < end));
#else
  let last = height - 1u;
  let there = row < end;
  return transpose(mat4x4(a_at(min(i, last), row, there), a_at(min(i + 1u, last), row, there),
    a_at(min(i + 2u, last), row, there), a_at(min(i + 3u, last), row, there)));
#end
}
fn fetch_b(at: vec2<u32>, first_j: u32, k: u32, end: u32) -> mat4x4<f32> {
  let j = first_j + at.y * 4u;
  let row = k + at.x;
#if NT
  let last = shape.y - 1u;
  let there = row < end;
  return transpose(mat4x4(b_at(min(j, last), row, shape.x, there), b_at(min(j + 1u, last), row, shape.x, there),
    b_at(min(j + 2u, last), row, shape.x, there), b_at(min(j + 3u, last), row, shape.x, there)));
#else
  let column = within(j, shape.y);
  return mat4x4(b_at(row, column, shape.y, row < end), b_at(row + 1u, column, shape.y, row + 1u < end),
    b_at(row + 2u, column, shape.y, row + 2u < end), b_at(row + 3u, column, shape.y, row + 3u < end));
#end
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
#if TN
  let height = shape.x;
  let whole = rows.x;
#else
  let height = rows.x;
  let whole = shape.x;
#end
  let span = (whole + shape.w * DEPTH - 1u) / (shape.w * DEPTH) * DEPTH;
  let begin = min(group.z * span, whole);
  let end = min(begin + span, whole);
  let first_i = group.y * TILE_I * 4u;
  let first_j = group.x * TILE_J * 4u;
  if (first_i >= height) { return; }
  // The 32 threads that run together form 4 × 8: fewer different words to read.
  let own_i = thread / 8u % 4u + thread / (4u * ACROSS) * 4u;
  let own_j = thread % 8u + thread / 32u % (ACROSS / 8u) * 8u;
#for g 0 DOWN_FOURS
#for c 0 4
#for h 0 ACROSS_FOURS
  var sum$g$c$h = vec4(0.0);
#end
#end
#end
#for l 0 LOADS
  let t$l = thread + $lu * THREADS;
  var next$l: mat4x4<f32>;
  if (t$l < A_BLOCKS) { next$l = fetch_a(place_a(t$l), first_i, begin, height, end); }
  else if (t$l < BLOCKS) { next$l = fetch_b(place_b(t$l - A_BLOCKS), first_j, begin, end); }
#end
  for (var k = begin; k < end; k += DEPTH) {
    workgroupBarrier();
#for l 0 LOADS
    if (t$l < A_BLOCKS) {
      let at = place_a(t$l);
#for c 0 4
      tile_a[(at.x + $cu) * STRIDE_I + at.y] = next$l[$c];
#end
    } else if (t$l < BLOCKS) {
      let at = place_b(t$l - A_BLOCKS);
#for c 0 4
      tile_b[(at.x + $cu) * STRIDE_J + at.y] = next$l[$c];
#end
    }
#end
    workgroupBarrier();
#for l 0 LOADS
    if (t$l < A_BLOCKS) { next$l = fetch_a(place_a(t$l), first_i, k + DEPTH, height, end); }
    else if (t$l < BLOCKS) { next$l = fetch_b(place_b(t$l - A_BLOCKS), first_j, k + DEPTH, end); }
#end
#loop d 0 DEPTH
#for g 0 DOWN_FOURS
      let a$g = tile_a[$d * STRIDE_I + $gu * DOWN + own_i];
#end
#for h 0 ACROSS_FOURS
      let b$h = tile_b[$d * STRIDE_J + $hu * ACROSS + own_j];
#end
#for g 0 DOWN_FOURS
#for c 0 4
#for h 0 ACROSS_FOURS
      sum$g$c$h += a$g[$c] * b$h;
#end
#end
#end
#end
  }
#for g 0 DOWN_FOURS
#for c 0 4
  {
    let i = first_i + ($gu * DOWN + own_i) * 4u + $cu;
    if (i < height) {
      let row = (group.z * height + i) * shape.y;
#for h 0 ACROSS_FOURS
      store(row, first_j + ($hu * ACROSS + own_j) * 4u, shape.y, sum$g$c$h);
#end
    }
  }
#end
#end
}
