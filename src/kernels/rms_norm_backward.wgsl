// d_x += r (w∘dy) − x r³/WIDTH · Σ_d (w∘dy∘x)_d  with r = inverse_rms        one thread a row, or with LANES that many
// shape.x is WIDTH, which counts what a thread takes at once: an element, or VEC4 four. A constant would have the loops unrolled.
// in: dy[size.x, WIDTH], x[size.x, WIDTH], inverse_rms[size.x], weight[WIDTH]    out: d_x[size.x, WIDTH], added to what is there
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<uniform> shape: vec4<u32>;
@group(0) @binding(2) var<storage, read> dy: array<Element>;
@group(0) @binding(3) var<storage, read> x: array<Element>;
@group(0) @binding(4) var<storage, read> inverse_rms: array<f32>;
@group(0) @binding(5) var<storage, read> weight: array<Element>;
@group(0) @binding(6) var<storage, read_write> d_x: array<Element>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let row = row_of(group.x + group.y * groups.x, thread);
  if (row >= size.x) { return; }
  let WIDTH = shape.x;
  let at = row * WIDTH;
  let inverse = inverse_rms[row];
  var sum = 0.0;
  for (var d = lane_of(thread); d < WIDTH; d += LANES) { sum += total(weight[d] * dy[at + d] * x[at + d]); }
  let pull = sum_lanes(thread, sum) * inverse * inverse * inverse / f32(WIDTH * PER);
  for (var d = lane_of(thread); d < WIDTH; d += LANES) { d_x[at + d] += weight[d] * dy[at + d] * inverse - x[at + d] * pull; }
}
