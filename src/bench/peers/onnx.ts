/** Bytes to be laid end to end; nested messages share them until `encodeModel` copies once. */
interface Bytes {
  parts: Uint8Array[];
  size: number;
}

/** An attribute of a node: a whole number, whole numbers, or a number marked as float. */
export type Attribute = number | readonly number[] | { float: number };

export interface OnnxNode {
  type: string;
  inputs: readonly string[];
  outputs: readonly string[];
  /** '' is ONNX's own. */
  domain?: string;
  attributes?: Readonly<Record<string, Attribute>>;
}

/** A constant, row-major; int64 where the data are whole numbers in BigInts. */
export interface OnnxTensor {
  name: string;
  shape: readonly number[];
  data: Float32Array | BigInt64Array;
}

/** An input or output of the graph; a dimension without a size has a name. */
export interface OnnxValue {
  name: string;
  type: 'float32' | 'int64';
  shape: readonly (number | string)[];
}

export interface OnnxGraph {
  name: string;
  nodes: readonly OnnxNode[];
  constants: readonly OnnxTensor[];
  inputs: readonly OnnxValue[];
  outputs: readonly OnnxValue[];
}

/** TensorProto.DataType. */
const TYPES = { float32: 1, int64: 7 };
/** AttributeProto.AttributeType. */
const [FLOAT, INT, INTS] = [1, 2, 7];
const text = new TextEncoder();

/** The graph as an ONNX file: IR version 8, operator set 18, and version 1 of the other domains its nodes are of. */
export function encodeModel(graph: OnnxGraph): Uint8Array {
  const domains = [...new Set(graph.nodes.map(({ domain = '' }) => domain))].filter((domain) => domain !== '');
  const { parts, size } = joined(
    whole(1, 8),
    string(2, 'self-play-lab'),
    message(7, encodeGraph(graph)),
    ...['', ...domains].map((domain) => message(8, joined(string(1, domain), whole(2, domain === '' ? 18 : 1)))),
  );
  const file = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

const encodeGraph = ({ name, nodes, constants, inputs, outputs }: OnnxGraph): Bytes =>
  joined(
    ...nodes.map((node) => message(1, encodeNode(node))),
    string(2, name),
    ...constants.map((tensor) => message(5, encodeTensor(tensor))),
    ...inputs.map((value) => message(11, encodeValue(value))),
    ...outputs.map((value) => message(12, encodeValue(value))),
  );

const encodeNode = ({ type, inputs, outputs, domain = '', attributes = {} }: OnnxNode): Bytes =>
  joined(
    ...inputs.map((input) => string(1, input)),
    ...outputs.map((output) => string(2, output)),
    string(3, outputs[0]),
    string(4, type),
    ...Object.entries(attributes).map(([name, value]) => message(5, encodeAttribute(name, value))),
    string(7, domain),
  );

function encodeAttribute(name: string, value: Attribute): Bytes {
  if (typeof value === 'number') return joined(string(1, name), whole(3, value), whole(20, INT));
  if ('float' in value) return joined(string(1, name), float(2, value.float), whole(20, FLOAT));
  return joined(string(1, name), ...value.map((item) => whole(8, item)), whole(20, INTS));
}

const encodeTensor = ({ name, shape, data }: OnnxTensor): Bytes =>
  joined(
    ...shape.map((size) => whole(1, size)),
    whole(2, data instanceof Float32Array ? TYPES.float32 : TYPES.int64),
    string(8, name),
    message(9, bytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))),
  );

function encodeValue({ name, type, shape }: OnnxValue): Bytes {
  const dimensions = shape.map((size) => message(1, typeof size === 'number' ? whole(1, size) : string(2, size)));
  const tensor = joined(whole(1, TYPES[type]), message(2, joined(...dimensions)));
  return joined(string(1, name), message(2, message(1, tensor)));
}

const joined = (...all: readonly Bytes[]): Bytes => ({
  parts: all.flatMap(({ parts }) => parts),
  size: all.reduce((sum, { size }) => sum + size, 0),
});

const bytes = (part: Uint8Array): Bytes => ({ parts: [part], size: part.length });

/** Seven bits a byte, the lowest first; negative numbers as 64 bits in two's complement. */
function varint(value: number): number[] {
  const result: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) result.push(Number(rest & 127n) | 128);
  return [...result, Number(rest)];
}

const whole = (field: number, value: number): Bytes => bytes(Uint8Array.from([...varint(field * 8), ...varint(value)]));

function float(field: number, value: number): Bytes {
  const little = new DataView(new ArrayBuffer(4));
  little.setFloat32(0, value, true);
  return bytes(Uint8Array.from([...varint(field * 8 + 5), ...new Uint8Array(little.buffer)]));
}

const message = (field: number, content: Bytes): Bytes =>
  joined(bytes(Uint8Array.from([...varint(field * 8 + 2), ...varint(content.size)])), content);

const string = (field: number, value: string): Bytes => message(field, bytes(text.encode(value)));
