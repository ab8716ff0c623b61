// likeliest[first + i, k] = (id, log p(id)) of the k-th likeliest token, the lower id of equals first        one workgroup a target
//   round k takes the highest logit that comes after round k − 1's
// in: logits[size.x, VOCABULARY], distribution (logsumexp, …), size = (rows, first row)    out: likeliest[first + rows, COUNT] (id, nats as bits), COUNT ≤ VOCABULARY
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> distribution: array<vec2<f32>>;
@group(0) @binding(3) var<storage, read_write> likeliest: array<vec2<u32>>;

const LANES = 64u;
const NONE = 0xffffffffu;

struct Token {
  logit: f32,
  id: u32, // NONE where there is none
}

var<workgroup> best: array<Token, LANES>;

// Whether a comes before b, both there.
fn before(a: Token, b: Token) -> bool {
  return a.logit > b.logit || (a.logit == b.logit && a.id < b.id);
}

fn first_of(a: Token, b: Token) -> Token {
  if (b.id == NONE || (a.id != NONE && before(a, b))) { return a; }
  return b;
}

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let row = group.x + group.y * groups.x;
  let there = row < size.x;
  let at = min(row, size.x - 1u) * VOCABULARY;
  var last = Token(0.0, NONE);
  for (var k = 0u; k < COUNT; k++) {
    var own = Token(0.0, NONE);
    for (var v = lane; v < VOCABULARY; v += LANES) {
      let token = Token(logits[at + v], v);
      if (last.id == NONE || before(last, token)) { own = first_of(own, token); }
    }
    best[lane] = own;
    workgroupBarrier();
    for (var half = LANES / 2u; half > 0u; half /= 2u) {
      if (lane < half) { best[lane] = first_of(best[lane], best[lane + half]); }
      workgroupBarrier();
    }
    last = best[0];
    workgroupBarrier();
    if (lane == 0u && there) {
      let i = size.y + row;
      likeliest[i * COUNT + k] = vec2(min(last.id, VOCABULARY - 1u), bitcast<u32>(last.logit - distribution[i].x));
    }
  }
}
