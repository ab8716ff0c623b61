import * as v from 'valibot';
import { Fault } from '../gpu/fault.ts';

/** A value from a file, for a message: JSON on one line, cut where it grows long. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** What another library said, for a message: on one line, cut where it grows long. */
export function reason(error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').trim();
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}

/** UTF-8 bytes as text, without a byte order mark. `where` begins the message of the Fault. */
export function decodeText(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Fault(`${where} is not UTF-8 text.`);
  }
}

export function parseObject(text: string, where: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Fault(`${where} is not JSON: ${reason(error)}.`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new Fault(`${where} is ${show(json)}, where a JSON object belongs.`);
  }
  return json as Record<string, unknown>;
}

/** `value` as `schema` describes it, or a Fault on the first field that differs; a schema's message says what belongs there. */
export function check<S extends v.GenericSchema>(schema: S, value: unknown, where: string): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  if (path === null) throw new Fault(`${where} is ${show(issue.input)}, where ${issue.message} belongs.`);
  if (issue.input === undefined) throw new Fault(`${where} has no "${path}".`);
  throw new Fault(`${where}: "${path}" is ${show(issue.input)}, where ${issue.message} belongs.`);
}
