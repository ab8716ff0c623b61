/**
 * WGSL has neither conditionals over types nor unrolling; kernels need both. Four line directives, expanded before compilation:
 *   #if NAME … #else … #end        keeps a branch by whether the constant is non-zero
 *   #loop i LOW HIGH … #end        the same, each repetition in braces and `$i` a u32; a loop that runs where the constant LOOPED is
 *                                  non-zero, because what is long to unroll is long to compile for some, and indices that vary for others
 *   #for i LOW HIGH … #end         repeats the body for i in [LOW, HIGH), `$i` replaced; bounds are numbers or constants
 * `enable` and `diagnostic` lines move to the top. Constants become `const NAME = value;` lines above the source: integers as u32, others as f32.
 */
export type Constants = Readonly<Record<string, number>>;

export function preprocess(source: string, constants: Constants): string {
  const lines = source.split('\n');
  const { text, next } = expand(lines, 0, constants);
  if (next < lines.length) throw new Error(`kernel line ${next + 1}: #end or #else without an opening`);
  const header = Object.entries(constants).map(([name, value]) => `const ${name} = ${literal(value)};`);
  const directives = text.filter(isDirective);
  return [...directives, ...header, ...text.filter((line) => !isDirective(line))].join('\n');
}

/** Directives come before every declaration. */
const isDirective = (line: string): boolean => /^(enable|diagnostic)\b/.test(line);

const literal = (value: number): string => (Number.isInteger(value) ? `${value}u` : `${value}f`);

/** Expands up to the end of the text, or to the #else or #end that closes this block. */
function expand(lines: readonly string[], from: number, constants: Constants): { text: string[]; next: number } {
  const text: string[] = [];
  let at = from;
  while (at < lines.length) {
    const words = lines[at].trim().split(/\s+/);
    if (words[0] === '#end' || words[0] === '#else') break;
    if (words[0] === '#if') {
      if (!(words[1] in constants)) throw new Error(`kernel line ${at + 1}: #if ${words[1]} is no constant`);
      const whenSet = expand(lines, at + 1, constants);
      const otherwise =
        lines[whenSet.next]?.trim() === '#else' ? expand(lines, whenSet.next + 1, constants) : { ...whenSet, text: [] };
      text.push(...(constants[words[1]] ? whenSet.text : otherwise.text));
      at = afterEnd(lines, otherwise.next, at);
    } else if (words[0] === '#for') {
      const body = expand(lines, at + 1, constants);
      for (let i = bound(words[2], constants); i < bound(words[3], constants); i++)
        text.push(...body.text.map((line) => line.replaceAll(`$${words[1]}`, String(i))));
      at = afterEnd(lines, body.next, at);
    } else if (words[0] === '#loop') {
      const body = expand(lines, at + 1, constants);
      const [low, high] = [bound(words[2], constants), bound(words[3], constants)];
      const withIndex = (index: string) => body.text.map((line) => line.replaceAll(`$${words[1]}`, index));
      if (constants.LOOPED) {
        const i = words[1];
        text.push(`for (var ${i} = ${low}u; ${i} < ${high}u; ${i}++) {`, ...withIndex(i), '}');
      } else for (let i = low; i < high; i++) text.push('{', ...withIndex(`${i}u`), '}');
      at = afterEnd(lines, body.next, at);
    } else {
      text.push(lines[at]);
      at++;
    }
  }
  return { text, next: at };
}

function afterEnd(lines: readonly string[], end: number, opening: number): number {
  if (lines[end]?.trim() !== '#end') throw new Error(`kernel line ${opening + 1}: no #end`);
  return end + 1;
}

function bound(word: string, constants: Constants): number {
  const value = constants[word] ?? Number(word);
  if (!Number.isInteger(value)) throw new Error(`kernel: #for bound ${word} is neither a number nor a constant`);
  return value;
}
