// out[t, h] = Σ_j softmax_j(q[t, h]·k[j, g]/√D) v[j, g] over the slots j that the token sees, g = h / (HEADS/KV_HEADS)
// One thread BLOCK neighbouring tokens of a head, which share what is loaded of keys and values; TILES: 64 threads share it through
// workgroup memory. Online softmax, its logsumexp kept for the backward pass. The slots that neighbours see lie between the first's first and the last's last.
// in: tokens[size.x], q[size.x, HEADS, D], k and v[slots, KV_HEADS, D]; D = 4·FOURS
// out: out[size.x, HEADS, D], softmax[size.x, HEADS].x (logsumexp)
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<storage, read> tokens: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> out: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read_write> softmax: array<vec2<f32>>;
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
#loop r 0 BLOCK
#loop d 0 FOURS
  held[$r * FOURS + $d] = q[(min(t + $r, size.x - 1u) * HEADS + h) * FOURS + $d] * scale;
#end
#end
#for r 0 BLOCK
  let t$r = min(t + $ru, size.x - 1u);
  let seen$r = seen_by(t$r);
  var highest$r = -3.0e38;
  var total$r = 0.0;
#for d 0 FOURS
  let q$r_$d = held[$ru * FOURS + $du];
  var out$r_$d = vec4(0.0);
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
        let mine = sees(seen$r, slot);
        var products = vec4(0.0);
#for d 0 FOURS
        products += q$r_$d * k$d;
#end
        let score = select(-3.0e38, products.x + products.y + products.z + products.w, mine);
        let higher = max(highest$r, score);
        let keep = exp(highest$r - higher);
        let weight = select(0.0, exp(score - higher), mine);
        highest$r = higher;
        total$r = total$r * keep + weight;
#for d 0 FOURS
        out$r_$d = out$r_$d * keep + weight * v$d;
#end
      }
#end
    }
  }
  var logsumexp: array<f32, BLOCK>;
#for r 0 BLOCK
#for d 0 FOURS
  held[$ru * FOURS + $du] = out$r_$d / total$r;
#end
  logsumexp[$ru] = highest$r + log(total$r);
#end
#loop r 0 BLOCK
  if (t + $r < size.x) {
    let row = (t + $r) * HEADS + h;
#loop d 0 FOURS
    out[row * FOURS + $d] = held[$r * FOURS + $d];
#end
    softmax[row].x = logsumexp[$r];
  }
#end
}
