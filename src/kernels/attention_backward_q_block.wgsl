// dq[t, h] = Σ_j ds_j k[j]/√D,  ds_j = p_j (d_out·v_j − δ),  δ = d_out·out
// One thread BLOCK neighbouring tokens of a head, owning their query rows; TILES: 64 threads share keys and values through workgroup memory.
// in: tokens[size.x], q, out, d_out[size.x, HEADS, D], k and v[size.x, KV_HEADS, D], softmax[size.x, HEADS].x (logsumexp); D = 4·FOURS
// out: dq[size.x, HEADS, D], softmax[size.x, HEADS].y = δ for the pass over keys
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<storage, read> tokens: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> out: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read> d_out: array<vec4<f32>>;
@group(0) @binding(7) var<storage, read_write> softmax: array<vec2<f32>>;
@group(0) @binding(8) var<storage, read_write> dq: array<vec4<f32>>;
#if TILES
var<workgroup> keys: array<vec4<f32>, TILE * FOURS>;
var<workgroup> values: array<vec4<f32>, TILE * FOURS>;
#end

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
#if TILES
  let block = group.x / HEADS * 64u;
  let h = group.x % HEADS;
  if (block >= size.x) { return; }
  let t = block + thread;
  let of_first = seen_by(block);
  let end = seen_by(min(block + 63u, size.x - 1u)).last;
#else
  let i = (group.x + group.y * groups.x) * 64u + thread;
  let t = i / HEADS * BLOCK;
  let h = i % HEADS;
  if (t >= size.x) { return; }
  let of_first = seen_by(t);
  let end = seen_by(min(t + BLOCK - 1u, size.x - 1u)).last;
#end
  let key_head = h / (HEADS / KV_HEADS);
  let scale = 1.0 / sqrt(f32(4u * FOURS));
  var held: array<vec4<f32>, BLOCK * FOURS>;
  var held_d_out: array<vec4<f32>, BLOCK * FOURS>;
  var deltas: array<f32, BLOCK>;
#loop r 0 BLOCK
  let row = min(t + $r, size.x - 1u) * HEADS + h;
  var products = vec4(0.0);
#loop d 0 FOURS
  let own = d_out[row * FOURS + $d];
  held[$r * FOURS + $d] = q[row * FOURS + $d] * scale;
  held_d_out[$r * FOURS + $d] = own;
  products += own * out[row * FOURS + $d];
#end
  deltas[$r] = products.x + products.y + products.z + products.w;
#end
#for r 0 BLOCK
  let t$r = min(t + $ru, size.x - 1u);
  let seen$r = seen_by(t$r);
  let logsumexp$r = softmax[t$r * HEADS + h].x;
  let delta$r = deltas[$ru];
#for d 0 FOURS
  let q$r_$d = held[$ru * FOURS + $du];
  let d_out$r_$d = held_d_out[$ru * FOURS + $du];
  var dq$r_$d = vec4(0.0);
#end
#end
#if TILES
  for (var start = of_first.first; start <= end; start += TILE) {
    if (start >= of_first.shared_end && start < of_first.branch) { start = of_first.branch; } // none of the tokens sees those between
    workgroupBarrier();
    for (var i = thread; i < TILE * FOURS; i += 64u) {
      let at = (min(start + i / FOURS, end) * KV_HEADS + key_head) * FOURS + i % FOURS;
      keys[i] = k[at];
      values[i] = v[at];
    }
    workgroupBarrier();
    for (var s = 0u; s < min(TILE, end + 1u - start); s++) {
      let slot = start + s;
#for d 0 FOURS
      let k$d = keys[s * FOURS + $du];
      let v$d = values[s * FOURS + $du];
#end
#else
  {
    for (var slot = of_first.first; slot <= end; slot++) {
      if (slot == of_first.shared_end) { slot = of_first.branch; } // none of the tokens sees those between
      let at = (slot * KV_HEADS + key_head) * FOURS;
#for d 0 FOURS
      let k$d = k[at + $du];
      let v$d = v[at + $du];
#end
#end
#for r 0 BLOCK
      {
        var scores = vec4(0.0);
        var d_weights = vec4(0.0);
#for d 0 FOURS
        scores += q$r_$d * k$d;
        d_weights += d_out$r_$d * v$d;
#end
        let score = scores.x + scores.y + scores.z + scores.w;
        let d_weight = d_weights.x + d_weights.y + d_weights.z + d_weights.w;
        let mine = sees(seen$r, slot);
        let d_score = select(0.0, exp(score - logsumexp$r) * (d_weight - delta$r) * scale, mine);
#for d 0 FOURS
        dq$r_$d += d_score * k$d;
#end
      }
#end
    }
  }
#for r 0 BLOCK
#for d 0 FOURS
  held[$ru * FOURS + $du] = dq$r_$d;
#end
#end
#loop r 0 BLOCK
  if (t + $r < size.x) {
    let row = (t + $r) * HEADS + h;
#loop d 0 FOURS
    dq[row * FOURS + $d] = held[$r * FOURS + $d];
#end
    softmax[row].y = deltas[$r];
  }
#end
}
