// As attention_block.wgsl, for single queries against a cache: a workgroup shares one token and head. Of 64 slots at
// a time each thread scores one; then one thread each sums a four of the values over them.
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<storage, read> tokens: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> out: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read_write> softmax: array<vec2<f32>>;

var<workgroup> scores: array<f32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let row = group.x + group.y * groups.x;
  let t = row / HEADS;
  if (t >= size.x) { return; }
  let key_head = row % HEADS / (HEADS / KV_HEADS);
  let begin = tokens[t].z;
  let count = tokens[t].y + 1u;
  let scale = 1.0 / sqrt(f32(4u * FOURS));
#for d 0 FOURS
  let q$d = q[row * FOURS + $du] * scale;
#end
  var highest = -3.0e38;
  var total = 0.0;
  var sum = vec4(0.0);
  for (var start = 0u; start < count; start += 64u) {
    let slots = min(64u, count - start);
    workgroupBarrier();
    if (thread < slots) {
      let at = ((begin + start + thread) * KV_HEADS + key_head) * FOURS;
      var products = vec4(0.0);
#for d 0 FOURS
      products += q$d * k[at + $du];
#end
      scores[thread] = products.x + products.y + products.z + products.w;
    }
    workgroupBarrier();
    if (thread < FOURS) {
      for (var s = 0u; s < slots; s++) {
        let score = scores[s];
        let higher = max(highest, score);
        let keep = exp(highest - higher);
        let weight = exp(score - higher);
        highest = higher;
        total = total * keep + weight;
        sum = sum * keep + weight * v[((begin + start + s) * KV_HEADS + key_head) * FOURS + thread];
      }
    }
  }
  if (thread < FOURS) { out[row * FOURS + thread] = sum / total; }
  if (thread == 0u) { softmax[row].x = highest + log(total); }
}
