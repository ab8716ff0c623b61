// loss[i], margin[i] = s, and weight[2i], weight[2i + 1] = ∂(mean loss)/∂log p(y), ∂(mean loss)/∂log p(y′)        one thread a pair
//   s = β(r − r′),  r = log pθ(y) − log pθt(y),  r′ the same for y′ (SPIN eq. 4.7, DPO eq. 7); the opponent gets no gradient
// in: sequence[2·pairs] (nats, real then generated), reference[pairs] (nats, the opponent's two sums), rows (first target, targets) for lengths,
//     knobs = (β, label smoothing, 1/pairs of the whole step), size.x = pairs here    out: weight[2·pairs], loss[pairs], margin[pairs] (nats)
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<uniform> knobs: vec4<f32>;
@group(0) @binding(2) var<storage, read> rows: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read> sequence: array<f32>;
@group(0) @binding(4) var<storage, read> reference: array<vec2<f32>>;
@group(0) @binding(5) var<storage, read_write> weight: array<f32>;
@group(0) @binding(6) var<storage, read_write> loss: array<f32>;
@group(0) @binding(7) var<storage, read_write> margin: array<f32>;

fn sigmoid(x: f32) -> f32 {
  let e = exp(-min(abs(x), 100.0));
  return select(e / (1.0 + e), 1.0 / (1.0 + e), x >= 0.0);
}

// log(1 + e^x) without overflow; log1p(e) = 2 artanh(e/(2 + e)) because WGSL's log is only good to 2^-21 near 1
fn softplus(x: f32) -> f32 {
  let e = exp(-min(abs(x), 100.0));
  let z = e / (2.0 + e);
  let z2 = z * z;
  let series = 1.0 + z2 * (1.0 / 3.0 + z2 * (1.0 / 5.0 + z2 * (1.0 / 7.0 + z2 * (1.0 / 9.0 + z2 * (1.0 / 11.0 + z2 * (1.0 / 13.0 + z2 / 15.0))))));
  return max(x, 0.0) + 2.0 * z * series;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  if (i >= size.x) { return; }
  let beta = knobs.x;
  let smoothing = knobs.y;
  let r = sequence[2u * i] - reference[i].x;
  let r2 = sequence[2u * i + 1u] - reference[i].y;
  let s = beta * (r - r2);
  var value = 0.0;
  var slope = vec2(0.0); // ∂/∂r, ∂/∂r′
#if SIGMOID
  value = softplus(-s);
  slope = -beta * sigmoid(-s) * vec2(1.0, -1.0);
#end
#if HINGE
  value = max(0.0, 1.0 - s);
  slope = select(0.0, -beta, s < 1.0) * vec2(1.0, -1.0);
#end
#if EXPONENTIAL
  value = exp(min(-s, 85.0)); // float32 ends at e^88
  slope = -beta * value * vec2(1.0, -1.0);
#end
#if CORRELATION
  value = 1.0 - s;
  slope = -beta * vec2(1.0, -1.0);
#end
#if IPO
  let lengths = vec2(f32(max(rows[2u * i].y, 1u)), f32(max(rows[2u * i + 1u].y, 1u)));
  let gap = r / lengths.x - r2 / lengths.y - 0.5 / beta;
  value = gap * gap;
  slope = 2.0 * gap * vec2(1.0, -1.0) / lengths;
#end
#if ROBUST
  value = ((1.0 - smoothing) * softplus(-s) - smoothing * softplus(s)) / (1.0 - 2.0 * smoothing);
  slope = -beta * ((1.0 - smoothing) * sigmoid(-s) + smoothing * sigmoid(s)) / (1.0 - 2.0 * smoothing) * vec2(1.0, -1.0);
#end
#if CDPO
  value = (1.0 - smoothing) * softplus(-s) + smoothing * softplus(s);
  slope = -beta * ((1.0 - smoothing) * sigmoid(-s) - smoothing * sigmoid(s)) * vec2(1.0, -1.0);
#end
#if NCA_PAIR
  value = softplus(-beta * r) + 0.5 * softplus(beta * r) + 0.5 * softplus(beta * r2);
  slope = beta * vec2(0.5 * sigmoid(beta * r) - sigmoid(-beta * r), 0.5 * sigmoid(beta * r2));
#end
#if SPPO_HARD
  value = (r - 0.5 / beta) * (r - 0.5 / beta) + (r2 + 0.5 / beta) * (r2 + 0.5 / beta);
  slope = 2.0 * vec2(r - 0.5 / beta, r2 + 0.5 / beta);
#end
  loss[i] = value;
  margin[i] = s;
  weight[2u * i] = slope.x * knobs.z;
  weight[2u * i + 1u] = slope.y * knobs.z;
}
