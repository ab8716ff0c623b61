// d_x += r (w∘dy) − x r³/WIDTH · Σ_d (w∘dy∘x)_d  with r = inverse_rms        one thread a row
// in: dy[size.x, WIDTH], x[size.x, WIDTH], inverse_rms[size.x], weight[WIDTH]    out: d_x[size.x, WIDTH], added to what is there
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read> inverse_rms: array<f32>;
@group(0) @binding(4) var<storage, read> weight: array<f32>;
@group(0) @binding(5) var<storage, read_write> d_x: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let row = id.x + id.y * groups.x * 64u;
  if (row >= size.x) { return; }
  let at = row * WIDTH;
  let inverse = inverse_rms[row];
  var sum = 0.0;
  for (var d = 0u; d < WIDTH; d++) { sum += weight[d] * dy[at + d] * x[at + d]; }
  let pull = sum * inverse * inverse * inverse / f32(WIDTH);
  for (var d = 0u; d < WIDTH; d++) { d_x[at + d] += weight[d] * dy[at + d] * inverse - x[at + d] * pull; }
}
