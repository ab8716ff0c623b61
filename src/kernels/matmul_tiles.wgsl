// out[s, i, j] = Σ_k A[i, k] · B[k, j] over the s-th of shape.w equal parts of k        64 × 64 outputs a workgroup, 4 × 8 a thread
// Tiles of A and B, 16 deep, go through workgroup memory. Layouts and bindings as in matmul_plain.wgsl
@group(0) @binding(0) var<uniform> rows: vec4<u32>;
@group(0) @binding(1) var<uniform> shape: vec4<u32>;
@group(0) @binding(2) var<storage, read> a: array<f32>;
@group(0) @binding(3) var<storage, read> b: array<f32>;
@group(0) @binding(4) var<storage, read_write> out: array<f32>;

const TILE = 64u;
const DEPTH = 16u;
const THREADS = 128u;
var<workgroup> tile_a: array<vec4<f32>, 256>; // [DEPTH, TILE / 4]
var<workgroup> tile_b: array<vec4<f32>, 256>;

// Four of A's rows at k, from i on; 0 past an end.
fn fetch_a(i: u32, k: u32, height: u32, end: u32) -> vec4<f32> {
  var value = vec4(0.0);
  for (var c = 0u; c < 4u; c++) {
    if (i + c < height && k < end) {
#if TN
      value[c] = a[k * shape.x + i + c];
#else
      value[c] = a[(i + c) * shape.x + k];
#end
    }
  }
  return value;
}

// Four of B's columns at k, from j on; 0 past an end.
fn fetch_b(j: u32, k: u32, end: u32) -> vec4<f32> {
  var value = vec4(0.0);
  for (var c = 0u; c < 4u; c++) {
    if (j + c < shape.y && k < end) {
#if NT
      value[c] = b[(j + c) * shape.x + k];
#else
      value[c] = b[k * shape.y + j + c];
#end
    }
  }
  return value;
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
#if TN
  let height = shape.x;
  let span = (rows.x + shape.w - 1u) / shape.w;
  let begin = min(group.z * span, rows.x);
  let end = min(begin + span, rows.x);
#else
  let height = rows.x;
  let begin = 0u;
  let end = shape.x;
#end
  let first_i = group.y * TILE;
  let first_j = group.x * TILE;
  let own_i = thread / 8u;
  let own_j = thread % 8u * 2u;
#for i 0 4
  var low$i = vec4(0.0);
  var high$i = vec4(0.0);
#end
  for (var k = begin; k < end; k += DEPTH) {
    workgroupBarrier();
    for (var t = thread; t < 256u; t += THREADS) {
#if TN
      // Neighbours read along a row of a.
      tile_a[t] = fetch_a(first_i + t % 16u * 4u, k + t / 16u, height, end);
#else
      tile_a[t % 16u * 16u + t / 16u] = fetch_a(first_i + t / 16u * 4u, k + t % 16u, height, end);
#end
#if NT
      tile_b[t % 16u * 16u + t / 16u] = fetch_b(first_j + t / 16u * 4u, k + t % 16u, end);
#else
      tile_b[t] = fetch_b(first_j + t % 16u * 4u, k + t / 16u, end);
#end
    }
    workgroupBarrier();
    for (var d = 0u; d < DEPTH; d++) {
      let left = tile_a[d * 16u + own_i];
      let low = tile_b[d * 16u + own_j];
      let high = tile_b[d * 16u + own_j + 1u];
#for i 0 4
      low$i += left[$i] * low;
      high$i += left[$i] * high;
#end
    }
  }
#for i 0 4
  store(group.z * height + first_i + own_i * 4u + $iu, first_i + own_i * 4u + $iu < height, first_j + own_j * 4u, low$i);
  store(group.z * height + first_i + own_i * 4u + $iu, first_i + own_i * 4u + $iu < height, first_j + own_j * 4u + 4u, high$i);
#end
}

fn store(row: u32, there: bool, j: u32, value: vec4<f32>) {
  for (var c = 0u; there && c < 4u && j + c < shape.y; c++) {
    let at = row * shape.y + j + c;
    if (shape.z > 0u) { out[at] += value[c]; } else { out[at] = value[c]; }
  }
}
