// partials[s, d] = Σ dy[t, d] · x[t, d] · inverse_rms[t] over the s-th of SPLITS equal parts of the rows        one thread an output, or VEC4 four
// in: dy[size.x, WIDTH], x[size.x, WIDTH], inverse_rms[size.x]    out: partials[SPLITS, WIDTH]
#if VEC4
alias Element = vec4<f32>;
#else
alias Element = f32;
#end
@group(0) @binding(0) var<uniform> size: vec4<u32>;
@group(0) @binding(1) var<storage, read> dy: array<Element>;
@group(0) @binding(2) var<storage, read> x: array<Element>;
@group(0) @binding(3) var<storage, read> inverse_rms: array<f32>;
@group(0) @binding(4) var<storage, read_write> partials: array<Element>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = id.x + id.y * groups.x * 64u;
  if (i >= SPLITS * WIDTH) { return; }
  let d = i % WIDTH;
  let span = (size.x + SPLITS - 1u) / SPLITS;
  let begin = min(i / WIDTH * span, size.x);
  let end = min(begin + span, size.x);
  var sum = Element(0.0);
  for (var t = begin; t < end; t++) { sum += dy[t * WIDTH + d] * x[t * WIDTH + d] * inverse_rms[t]; }
  partials[i] = sum;
}
