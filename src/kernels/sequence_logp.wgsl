// sequence[r] = Σ logp over the targets of row r, in their order (nats)        one thread a row
// in: rows[size.x] (first target, targets), logp[targets]    out: sequence[size.x]
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<storage, read> rows: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> logp: array<f32>;
@group(0) @binding(3) var<storage, read_write> sequence: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= size.x) { return; }
  let row = rows[id.x];
  var sum = 0.0;
  for (var i = row.x; i < row.x + row.y; i++) { sum += logp[i]; }
  sequence[id.x] = sum;
}
