// x = residual + delta,  inverse_rms = 1/√(mean x² + EPS),  out = weight ∘ x · inverse_rms        one thread a row, or with LANES that many
// shape.x is WIDTH, which counts what a thread takes at once: an element, or VEC4 four. A constant would have the loops unrolled.
// in: residual[size.x, WIDTH], with DELTA delta[size.x, WIDTH], weight[WIDTH]
// out: with DELTA x[size.x, WIDTH]; out[size.x, WIDTH], inverse_rms[size.x]
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<uniform> shape: vec4<u32>;
@group(0) @binding(2) var<storage, read> residual: array<Element>;
@group(0) @binding(3) var<storage, read> weight: array<Element>;
@group(0) @binding(4) var<storage, read_write> out: array<Element>;
@group(0) @binding(5) var<storage, read_write> inverse_rms: array<f32>;
#if DELTA
@group(0) @binding(6) var<storage, read> delta: array<Element>;
@group(0) @binding(7) var<storage, read_write> x: array<Element>;
#end

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let row = row_of(group.x + group.y * groups.x, thread);
  if (row >= size.x) { return; }
  let WIDTH = shape.x;
  let at = row * WIDTH;
  var squares = 0.0;
  for (var d = lane_of(thread); d < WIDTH; d += LANES) {
#if DELTA
    let value = residual[at + d] + delta[at + d];
    x[at + d] = value;
#else
    let value = residual[at + d];
#end
    squares += total(value * value);
  }
  squares = sum_lanes(thread, squares);
  let inverse = 1.0 / sqrt(squares / f32(WIDTH * PER) + f32(EPS));
  if (lane_of(thread) == 0u) { inverse_rms[row] = inverse; }
  for (var d = lane_of(thread); d < WIDTH; d += LANES) {
#if DELTA
    out[at + d] = weight[d] * (x[at + d] * inverse);
#else
    out[at + d] = weight[d] * (residual[at + d] * inverse);
#end
  }
}
