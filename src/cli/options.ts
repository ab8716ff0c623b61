import { type ParseArgsConfig, parseArgs } from 'node:util';
import { Fault } from '../gpu/fault.ts';
import { type AdapterChoice, adapterChoices } from '../gpu/node.ts';

type Types = Record<string, 'string' | 'boolean'>;
type Values<T extends Types> = { [K in keyof T]?: T[K] extends 'string' ? string : boolean };

/** The options of one command, `--adapter` among them. Throws a Fault on one that is unknown, incomplete or stray. */
export function parseOptions<T extends Types>(args: string[], types: T): Values<T> & { adapter?: AdapterChoice } {
  const names = Object.entries({ adapter: 'string', ...types });
  const options = Object.fromEntries(names.map(([name, type]) => [name, { type }])) as ParseArgsConfig['options'];
  let values: Record<string, unknown>;
  try {
    ({ values } = parseArgs({ args, options }));
  } catch (error) {
    const [sentence] = (error as Error).message.split(/\.\s|\n/);
    throw new Fault(`${sentence.replace(/\.$/, '')}; see --help.`);
  }
  if (values.adapter !== undefined) oneOf(values.adapter as string, '--adapter', adapterChoices);
  return values as Values<T> & { adapter?: AdapterChoice };
}

export function required(value: string | undefined, option: string): string {
  if (value === undefined) throw new Fault(`${option} is missing; see --help.`);
  if (value === '') throw new Fault(`${option} is empty; see --help.`);
  return value;
}

export function oneOf<const T extends readonly string[]>(value: string, option: string, choices: T): T[number] {
  if (choices.includes(value)) return value;
  throw new Fault(`${option} ${JSON.stringify(value)} is none of ${choices.join(', ')}.`);
}

interface Range {
  integer?: boolean;
  min: number;
  max: number;
  /** `min` itself is outside. */
  aboveMin?: boolean;
  /** `max` itself is outside. */
  belowMax?: boolean;
}

export function numberOr<D>(value: string | undefined, option: string, fallback: D, range: Range): number | D {
  if (value === undefined) return fallback;
  const number = value.trim() === '' ? Number.NaN : Number(value);
  const { integer, min, max, aboveMin, belowMax } = range;
  const inside = (aboveMin ? number > min : number >= min) && (belowMax ? number < max : number <= max);
  if (inside && (!integer || Number.isInteger(number))) return number;
  throw new Fault(`${option} ${JSON.stringify(value)} is not ${inWords(range)}.`);
}

const inWords = ({ integer, min, max, aboveMin, belowMax }: Range): string => {
  const bounds = `${aboveMin ? 'above' : 'from'} ${min} ${belowMax ? 'to below' : 'to'} ${max}`;
  return `${integer ? 'an integer' : 'a number'} ${max >= Number.MAX_SAFE_INTEGER ? bounds.replace(/ to .*/, ' up') : bounds}`;
};
