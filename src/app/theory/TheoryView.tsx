/** SPIN on an exact table. */
export function TheoryView() {
  return null;
}
