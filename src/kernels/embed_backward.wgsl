// gradient[id, d] += Σ_{t with that id} d_out[t, d]        one thread an element of a bucket: no atomics, a fixed order
// in: buckets[size.x] (token id, first member, end of members), members (token indices), d_out[tokens, WIDTH]    out: gradient[vocabulary, WIDTH]
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<storage, read> buckets: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> members: array<u32>;
@group(0) @binding(3) var<storage, read> d_out: array<f32>;
@group(0) @binding(4) var<storage, read_write> gradient: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= size.x * WIDTH) { return; }
  let bucket = buckets[i / WIDTH];
  let d = i % WIDTH;
  var sum = 0.0;
  for (var m = bucket.y; m < bucket.z; m++) { sum += d_out[members[m] * WIDTH + d]; }
  gradient[bucket.x * WIDTH + d] += sum;
}
