// Draws the next token of each row and makes it the row's input; no read-back is needed between tokens.        LANES threads a row
//   temperature 0: the likeliest (lowest id of equals). Else softmax(logits/temperature), cut to the top_k likeliest, then to the smallest set of
//   likeliest with probability ≥ top_p (tokens equal to the last one kept stay), drawn by inverse CDF from
//   Philox4x32-10 at counter (row, step, 0, 1): a row's draws do not depend on the batch it is in, nor on where the others stand.
// in: logits[size.x, VOCABULARY], distribution (logsumexp, entropy), size = (rows, first row, –, rows of drawn),
//     targets (…, …, row's index, position that predicts step 0),
//     sampling = (temperature, top_p, –, –), (top_k, seed low, seed high, index of the first row of drawn)
// in and out: tokens (id, position, first slot, …)    out: drawn[step, index − first] = (id, log-prob at temperature 1, entropy) as bits
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<uniform> sampling: array<vec4<u32>, 2>;
@group(0) @binding(2) var<storage, read> logits: array<f32>;
@group(0) @binding(3) var<storage, read> distribution: array<vec2<f32>>;
@group(0) @binding(4) var<storage, read> targets: array<vec4<u32>>;
@group(0) @binding(5) var<storage, read_write> tokens: array<vec4<u32>>;
@group(0) @binding(6) var<storage, read_write> drawn: array<vec4<u32>>;

#if MANY
const WORKGROUP = LANES;
var<workgroup> parts: array<f32, LANES>;
var<workgroup> places: array<u32, LANES>;
var<workgroup> lane_total: f32;
fn sum_lanes(lane: u32, value: f32) -> f32 {
  workgroupBarrier();
  parts[lane] = value;
  workgroupBarrier();
  if (lane == 0u) {
    lane_total = 0.0;
    for (var i = 0u; i < LANES; i++) { lane_total += parts[i]; }
  }
  workgroupBarrier();
  return lane_total;
}
fn best_of_lanes(lane: u32, value: f32, place: u32) -> u32 {
  parts[lane] = value;
  places[lane] = place;
  workgroupBarrier();
  var best = 0u;
  for (var i = 1u; i < LANES; i++) { if (parts[i] > parts[best]) { best = i; } }
  return places[best];
}
#else
const WORKGROUP = 64u;
fn sum_lanes(lane: u32, value: f32) -> f32 { return value; }
fn best_of_lanes(lane: u32, value: f32, place: u32) -> u32 { return place; }
#end

// A u32 that orders as the float does.
fn order(x: f32) -> u32 {
  let bits = bitcast<u32>(x);
  return select(bits | 0x80000000u, ~bits, (bits & 0x80000000u) != 0u);
}

fn multiply(a: u32, b: u32) -> vec2<u32> { // high, low of the 64-bit product
  let low = (a & 0xffffu) * (b & 0xffffu);
  let middle = (a >> 16u) * (b & 0xffffu) + (low >> 16u);
  let middle2 = (a & 0xffffu) * (b >> 16u) + (middle & 0xffffu);
  return vec2((a >> 16u) * (b >> 16u) + (middle >> 16u) + (middle2 >> 16u), a * b);
}

fn philox(start: vec4<u32>, seed: vec2<u32>) -> vec4<u32> {
  var c = start;
  var key = seed;
  for (var round = 0; round < 10; round++) {
    let p = multiply(0xd2511f53u, c.x);
    let q = multiply(0xcd9e8d57u, c.z);
    c = vec4(q.x ^ c.y ^ key.x, q.y, p.x ^ c.w ^ key.y, p.y);
    key += vec2(0x9e3779b9u, 0xbb67ae85u);
  }
  return c;
}

fn uniform01(row: u32, step: u32) -> f32 {
  return f32(philox(vec4(row, step, 0u, 1u), sampling[1].yz).x >> 8u) * 0x1p-24;
}

// Σ e^{(logit − highest)/temperature} over this lane's tokens that order at or above the threshold
fn mass(at: u32, begin: u32, end: u32, highest: f32, temperature: f32, threshold: u32) -> f32 {
  var sum = 0.0;
  for (var v = begin; v < end; v++) {
    let x = logits[at + v];
    if (order(x) >= threshold) { sum += exp((x - highest) / temperature); }
  }
  return sum;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) index: u32) {
#if MANY
  let i = group.x + group.y * groups.x;
  let lane = index;
  let span = (VOCABULARY + LANES - 1u) / LANES;
  let begin = min(lane * span, VOCABULARY);
  let end = min(begin + span, VOCABULARY);
#else
  let i = (group.x + group.y * groups.x) * 64u + index;
  let lane = 0u;
  let begin = 0u;
  let end = VOCABULARY;
#end
  if (i >= size.x) { return; }
  let at = i * VOCABULARY;
  var peak = -3.0e38;
  var place = begin;
  for (var v = begin; v < end; v++) {
    if (logits[at + v] > peak) { peak = logits[at + v]; place = v; }
  }
  let best = best_of_lanes(lane, peak, place);
  let highest = logits[at + min(best, VOCABULARY - 1u)];
  let temperature = bitcast<f32>(sampling[0].x);
  let top_p = bitcast<f32>(sampling[0].y);
  let top_k = sampling[1].x;
  let row = size.y + i;
  let token = tokens[row];
  let owner = targets[row].z;
  let step = token.y - targets[row].w;
  var id = best;
  if (temperature > 0.0) {
    var threshold = 0u;
    if (top_k > 0u && top_k < VOCABULARY) { // the k-th largest, bit by bit
      for (var bit = 0x80000000u; bit > 0u; bit >>= 1u) {
        var count = 0.0;
        for (var v = begin; v < end; v++) { count += f32(order(logits[at + v]) >= (threshold | bit)); }
        if (sum_lanes(lane, count) >= f32(top_k)) { threshold |= bit; }
      }
    }
    var total = sum_lanes(lane, mass(at, begin, end, highest, temperature, threshold));
    if (top_p < 1.0) { // the largest threshold that keeps enough
      let enough = top_p * total;
      var cut = 0u;
      for (var bit = 0x80000000u; bit > 0u; bit >>= 1u) {
        let kept = sum_lanes(lane, mass(at, begin, end, highest, temperature, cut | bit));
        if (kept >= enough && (cut | bit) <= order(highest)) { cut |= bit; }
      }
      threshold = cut;
    }
    let own = mass(at, begin, end, highest, temperature, threshold);
    total = sum_lanes(lane, own);
    if (lane == 0u) {
      let goal = uniform01(owner, step) * total;
      var reached = 0.0;
      var from_v = 0u;
#if MANY
      for (var other = 0u; other + 1u < LANES && reached + parts[other] <= goal; other++) {
        reached += parts[other];
        from_v = min((other + 1u) * span, VOCABULARY);
      }
#end
      for (var v = from_v; v < VOCABULARY; v++) {
        let x = logits[at + v];
        if (order(x) < threshold) { continue; }
        id = v; // the last one kept, should rounding leave the goal beyond the end
        reached += exp((x - highest) / temperature);
        if (reached > goal) { break; }
      }
    }
  }
  if (lane > 0u) { return; }
  let logp = logits[at + id] - distribution[row].x;
  drawn[step * size.w + owner - sampling[1].w] = vec4(id, bitcast<u32>(logp), bitcast<u32>(distribution[row].y), 0u);
  tokens[row] = vec4(id, token.y + 1u, token.z, token.w);
}
