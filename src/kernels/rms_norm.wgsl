// x = residual + delta,  inverse_rms = 1/√(mean x² + EPS),  out = weight ∘ x · inverse_rms        one thread a row
// in: residual[size.x, WIDTH], with DELTA delta[size.x, WIDTH], weight[WIDTH]
// out: with DELTA x[size.x, WIDTH]; out[size.x, WIDTH], inverse_rms[size.x]
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<storage, read> residual: array<f32>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;
@group(0) @binding(4) var<storage, read_write> inverse_rms: array<f32>;
#if DELTA
@group(0) @binding(5) var<storage, read> delta: array<f32>;
@group(0) @binding(6) var<storage, read_write> x: array<f32>;
#end

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let row = id.x + id.y * groups.x * 64u;
  if (row >= size.x) { return; }
  let at = row * WIDTH;
  var squares = 0.0;
  for (var d = 0u; d < WIDTH; d++) {
#if DELTA
    let value = residual[at + d] + delta[at + d];
    x[at + d] = value;
#else
    let value = residual[at + d];
#end
    squares += value * value;
  }
  let inverse = 1.0 / sqrt(squares / f32(WIDTH) + f32(EPS));
  inverse_rms[row] = inverse;
  for (var d = 0u; d < WIDTH; d++) {
#if DELTA
    out[at + d] = weight[d] * (x[at + d] * inverse);
#else
    out[at + d] = weight[d] * (residual[at + d] * inverse);
#end
  }
}
