// dk[t, g] = Σ ds q[i, h]/√D,  dv[t, g] = Σ p d_out[i, h]  over the queries i that see t and the group's heads h
// One thread BLOCK neighbouring tokens of a key head, owning their key rows; TILES: 64 threads share queries through workgroup memory.
// Runs after attention_backward_q. Slots are token indices here.
// in: tokens[size.x], q, d_out[size.x, HEADS, D], k and v[size.x, KV_HEADS, D], softmax[size.x, HEADS] (logsumexp, δ); D = 4·FOURS
// out: dk, dv[size.x, KV_HEADS, D]
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<storage, read> tokens: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> d_out: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read> softmax: array<vec2<f32>>;
@group(0) @binding(7) var<storage, read_write> dk: array<vec4<f32>>;
@group(0) @binding(8) var<storage, read_write> dv: array<vec4<f32>>;
#if TILES
var<workgroup> queries: array<vec4<f32>, TILE * FOURS>;
var<workgroup> d_outs: array<vec4<f32>, TILE * FOURS>;
var<workgroup> kept: array<vec2<f32>, TILE>;
#end

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
#if TILES
  let block = group.x / KV_HEADS * 64u;
  let key_head = group.x % KV_HEADS;
  if (block >= size.x) { return; }
  let t = block + thread;
  let begin = block;
  let last = min(block + 63u, size.x - 1u);
#else
  let i = (group.x + group.y * groups.x) * 64u + thread;
  let t = i / KV_HEADS * BLOCK;
  let key_head = i % KV_HEADS;
  if (t >= size.x) { return; }
  let begin = t;
  let last = min(t + BLOCK - 1u, size.x - 1u);
#end
  let end = max(seen_until(last), seen_until(max(begin, tokens[last].z))); // a shared beginning is seen farthest
  let scale = 1.0 / sqrt(f32(4u * FOURS));
  var held_k: array<vec4<f32>, BLOCK * FOURS>;
  var held_v: array<vec4<f32>, BLOCK * FOURS>;
#loop r 0 BLOCK
  let at = (min(t + $r, size.x - 1u) * KV_HEADS + key_head) * FOURS;
#loop d 0 FOURS
  held_k[$r * FOURS + $d] = k[at + $d] * scale;
  held_v[$r * FOURS + $d] = v[at + $d];
#end
#end
#for r 0 BLOCK
  let t$r = min(t + $ru, size.x - 1u);
  let end$r = seen_until(t$r);
#for d 0 FOURS
  let k$r_$d = held_k[$ru * FOURS + $du];
  let v$r_$d = held_v[$ru * FOURS + $du];
  var dk$r_$d = vec4(0.0);
  var dv$r_$d = vec4(0.0);
#end
#end
  for (var h = key_head * (HEADS / KV_HEADS); h < (key_head + 1u) * (HEADS / KV_HEADS); h++) {
#if TILES
  for (var start = begin; start < end; start += TILE) {
    workgroupBarrier();
    for (var i = thread; i < TILE * FOURS; i += 64u) {
      let at = (min(start + i / FOURS, end - 1u) * HEADS + h) * FOURS + i % FOURS;
      queries[i] = q[at];
      d_outs[i] = d_out[at];
    }
    if (thread < TILE) { kept[thread] = softmax[min(start + thread, end - 1u) * HEADS + h]; }
    workgroupBarrier();
    for (var s = 0u; s < min(TILE, end - start); s++) {
      let query = start + s;
      let softmaxed = kept[s];
#for d 0 FOURS
      let q$d = queries[s * FOURS + $du];
      let d_out$d = d_outs[s * FOURS + $du];
#end
#else
  {
    for (var query = begin; query < end; query++) {
      let row = query * HEADS + h;
      let softmaxed = softmax[row];
#for d 0 FOURS
      let q$d = q[row * FOURS + $du];
      let d_out$d = d_out[row * FOURS + $du];
#end
#end
#for r 0 BLOCK
      {
        var scores = vec4(0.0);
        var d_weights = vec4(0.0);
#for d 0 FOURS
        scores += q$d * k$r_$d;
        d_weights += d_out$d * v$r_$d;
#end
        let score = scores.x + scores.y + scores.z + scores.w;
        let d_weight = d_weights.x + d_weights.y + d_weights.z + d_weights.w;
        let weight = select(0.0, exp(score - softmaxed.x), query >= t$r && query < end$r);
        let d_score = weight * (d_weight - softmaxed.y) * scale;
#for d 0 FOURS
        dk$r_$d += d_score * q$d;
        dv$r_$d += weight * d_out$d;
#end
      }
#end
    }
  }
  }
#for r 0 BLOCK
#for d 0 FOURS
  held_k[$ru * FOURS + $du] = dk$r_$d;
  held_v[$ru * FOURS + $du] = dv$r_$d;
#end
#end
#loop r 0 BLOCK
  if (t + $r < size.x) {
    let at = ((t + $r) * KV_HEADS + key_head) * FOURS;
#loop d 0 FOURS
    dk[at + $d] = held_k[$r * FOURS + $d];
    dv[at + $d] = held_v[$r * FOURS + $d];
#end
  }
#end
}
