// Which slots a token sees. Of packed rows, those of one prompt follow one another: its first tokens, `shared`, then the rest of each row,
// its branch; tokens[t] = (id, position, first slot, shared · 2¹⁶ + reach: the tokens from t on up to the last that sees it). Of a cache's rows (CACHED),
// each sees all from its first slot up to its position.
struct Seen {
  first: u32,
  shared_end: u32,
  branch: u32,
  last: u32,
}
fn seen_by(t: u32) -> Seen {
  let token = tokens[t];
#if CACHED
  return Seen(token.z, token.z, token.z, token.z + token.y);
#else
  let shared_count = token.w >> 16u;
  return Seen(token.z, token.z + shared_count, t + shared_count - token.y, t);
#end
}
fn seen_until(t: u32) -> u32 { return t + (tokens[t].w & 0xffffu); }
fn sees(seen: Seen, slot: u32) -> bool {
  return slot <= seen.last && (slot >= seen.branch || (slot >= seen.first && slot < seen.shared_end));
}
