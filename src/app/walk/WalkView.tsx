/** One iteration of a method, phase by phase. */
export function WalkView() {
  return null;
}
