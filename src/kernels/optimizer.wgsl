// AdamW (Loshchilov & Hutter 2019) as torch.optim.AdamW; with RMSPROP torch.optim.RMSprop, with SGD torch.optim.SGD (no momentum, weight decay as L2)        one thread an element, or VEC4 four
// in: tensor.x elements, rule = (learning rate, β₁, β₂, ε), (weight decay, 1 − β₁ᵗ, √(1 − β₂ᵗ), max norm), clip[0] = gradient scale, gradient
// in and out: parameter, mean, square
#if VEC4
alias Element = vec4<f32>;
#else
alias Element = f32;
#end
@group(0) @binding(0) var<uniform> tensor: vec4<u32>;
@group(0) @binding(1) var<uniform> rule: array<vec4<f32>, 2>;
@group(0) @binding(2) var<storage, read> clip: array<f32>;
@group(0) @binding(3) var<storage, read> gradient: array<Element>;
@group(0) @binding(4) var<storage, read_write> parameter: array<Element>;
#if RMSPROP
@group(0) @binding(5) var<storage, read_write> square: array<Element>;
#end
#if ADAMW
@group(0) @binding(5) var<storage, read_write> square: array<Element>;
@group(0) @binding(6) var<storage, read_write> mean: array<Element>;
#end

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let i = id.x + id.y * groups.x * 64u;
#if VEC4
  if (i >= tensor.x / 4u) { return; }
#else
  if (i >= tensor.x) { return; }
#end
  let rate = rule[0].x;
  let decay = rule[1].x;
  var p = parameter[i];
#if RMSPROP
  let g = gradient[i] * clip[0] + decay * p;
  let v = rule[0].z * square[i] + (1.0 - rule[0].z) * g * g;
  square[i] = v;
  parameter[i] = p - rate * g / (sqrt(v) + rule[0].w);
#end
#if SGD
  parameter[i] = p - rate * (gradient[i] * clip[0] + decay * p);
#end
#if ADAMW
  let g = gradient[i] * clip[0];
  p -= rate * decay * p;
  let m = rule[0].y * mean[i] + (1.0 - rule[0].y) * g;
  let v = rule[0].z * square[i] + (1.0 - rule[0].z) * g * g;
  mean[i] = m;
  square[i] = v;
  parameter[i] = p - rate / rule[1].y * m / (sqrt(v) / rule[1].z + rule[0].w);
#end
}
