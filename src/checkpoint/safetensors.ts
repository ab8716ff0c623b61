import * as v from 'valibot';
import { Fault } from '../gpu/fault.ts';
import { elements } from '../model/config.ts';
import { check, decodeText, parseObject, show } from './json.ts';

// https://github.com/huggingface/safetensors#format: u64 header length, JSON header, data without holes.

/** Row-major values with their shape. */
export interface Tensor {
  shape: readonly number[];
  data: Float32Array;
}

const maxHeader = 100_000_000;
const elementBytes = new Map([
  ['F32', 4],
  ['F16', 2],
  ['BF16', 2],
]);

const size = (message: string) => v.pipe(v.number(message), v.safeInteger(message), v.minValue(0, message));
const offsets = 'two byte offsets [begin, end]';
const entrySchema = v.object({
  dtype: v.string('a dtype'),
  shape: v.array(size('a size'), 'a list of sizes'),
  data_offsets: v.strictTuple([size(offsets), size(offsets)], offsets),
});
const metadataSchema = v.nullish(v.record(v.string(), v.string('a string'), 'an object of strings'));

/**
 * The tensors of a safetensors file in the header's order, F16 and BF16 widened to f32. F32 data that is aligned is a
 * view of `bytes`. A damaged file is a Fault that names `file` and the tensor.
 */
export function readSafetensors(bytes: Uint8Array, file: string): Map<string, Tensor> {
  if (bytes.length < 8) {
    throw new Fault(`${file} is ${bytes.length} bytes long, too short for a safetensors file: it is truncated.`);
  }
  const headerBytes = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (headerBytes > maxHeader) {
    throw new Fault(`${file} claims a header of ${headerBytes} bytes, more than the ${maxHeader} of the format.`);
  }
  const dataStart = 8 + Number(headerBytes);
  if (dataStart > bytes.length) {
    throw new Fault(`${file} claims a header of ${headerBytes} bytes, but has ${bytes.length} bytes: it is truncated.`);
  }
  const header = parseObject(decodeText(bytes.subarray(8, dataStart), `${file}: the header`), `${file}: the header`);
  const { __metadata__, ...entries } = header;
  check(metadataSchema, __metadata__, `${file}: "__metadata__"`);

  const data = bytes.subarray(dataStart);
  const tensors = new Map<string, Tensor>();
  const ranges: { where: string; begin: number; end: number }[] = [];
  for (const [name, entry] of Object.entries(entries)) {
    const where = `${file}: tensor ${show(name)}`;
    const { dtype, shape, data_offsets } = check(entrySchema, entry, where);
    const [begin, end] = data_offsets;
    const width = elementBytes.get(dtype);
    if (width === undefined) throw new Fault(`${where} has dtype ${show(dtype)}; F32, F16 and BF16 can be read.`);
    if (end < begin) throw new Fault(`${where} ends at byte ${end}, before it begins at byte ${begin}.`);
    if (end > data.length) {
      throw new Fault(`${where} ends at byte ${end} of the data, but there are ${data.length}: the file is truncated.`);
    }
    if (elements(shape) * width !== end - begin) {
      throw new Fault(`${where} has ${end - begin} bytes, which is not ${dtype} of shape ${show(shape)}.`);
    }
    ranges.push({ where, begin, end });
    tensors.set(name, { shape, data: toFloat32(data.subarray(begin, end), dtype) });
  }

  ranges.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let position = 0;
  for (const { where, begin, end } of ranges) {
    if (begin < position) throw new Fault(`${where} begins at byte ${begin}, inside the tensor before it.`);
    if (begin > position) throw new Fault(`${where} begins at byte ${begin}, after a hole from byte ${position}.`);
    position = end;
  }
  if (position < data.length) {
    throw new Fault(
      `${file} has ${data.length - position} bytes after its last tensor, which the header does not name.`,
    );
  }
  return tensors;
}

function toFloat32(bytes: Uint8Array, dtype: string): Float32Array {
  const width = elementBytes.get(dtype)!;
  const aligned = bytes.byteOffset % width === 0 ? bytes : new Uint8Array(bytes);
  const { buffer, byteOffset } = aligned;
  if (dtype === 'F32') return new Float32Array(buffer, byteOffset, bytes.length / 4);
  const halves = new Uint16Array(buffer, byteOffset, bytes.length / 2);
  if (dtype === 'F16') return Float32Array.from(halves, float16);
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) bits[i] = halves[i] << 16;
  return new Float32Array(bits.buffer);
}

function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** A safetensors file of F32 tensors in the given order, header padded with spaces to 8 bytes as the reference pads it. */
export function writeSafetensors(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: Record<string, string> = { format: 'pt' },
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let position = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [position, position + data.byteLength] };
    position += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + headerBytes + position);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.fill(0x20, 8, 8 + headerBytes);
  file.set(json, 8);
  position = 8 + headerBytes;
  for (const { data } of tensors.values()) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return file;
}
