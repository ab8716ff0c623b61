// Rows that one thread takes each, or a workgroup of LANES together, read in fours where VEC4.
#if VEC4
alias Element = vec4<f32>;
const PER = 4u;
fn total(x: vec4<f32>) -> f32 { return x.x + x.y + x.z + x.w; }
#else
alias Element = f32;
const PER = 1u;
fn total(x: f32) -> f32 { return x; }
#end

#if SHARED
const LANES = 64u;
var<workgroup> parts: array<f32, LANES>;
fn row_of(group: u32, thread: u32) -> u32 { return group; }
fn lane_of(thread: u32) -> u32 { return thread; }
fn sum_lanes(thread: u32, value: f32) -> f32 {
  parts[thread] = value;
  workgroupBarrier();
  var sum = 0.0;
  for (var i = 0u; i < LANES; i++) { sum += parts[i]; }
  return sum;
}
#else
const LANES = 1u;
fn row_of(group: u32, thread: u32) -> u32 { return group * 64u + thread; }
fn lane_of(thread: u32) -> u32 { return 0u; }
fn sum_lanes(thread: u32, value: f32) -> f32 { return value; }
#end

