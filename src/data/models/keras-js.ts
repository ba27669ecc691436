import type {Weight} from "../../components/models/weights.js";

/** A model in the protocol-buffer file of keras-js: its Keras configuration and its weights by name. */
export interface KerasJsModel {
  config: {class_name: string; config: {layers: {class_name: string; name: string; config: any}[]}};
  weights: Map<string, Weight>;
}

type Value = number | Uint8Array;

/**
 * Reads a keras-js model file. Its messages: Model {2 name, 3 Keras version, 4 backend, 5 configuration as JSON,
 * 6 weights…}; a weight {1 layer, 2 name, 3 shape…, 4 type, 5 data, 6 minimum, 7 maximum}. Weights of type `uint8` are
 * codes between minimum and maximum.
 * @see github.com/transcranial/keras-js, python/model.proto
 */
export function readKerasJs(file: Uint8Array): KerasJsModel {
  const weights = new Map<string, Weight>();
  let config: KerasJsModel["config"] | undefined;
  for (const [field, value] of fields(file)) {
    if (field === 5) config = JSON.parse(text(value));
    else if (field === 6) {
      const {name, weight} = readWeight(value as Uint8Array);
      weights.set(name.replace(/:\d+$/, ""), weight);
    }
  }
  if (!config) throw new TypeError("not a keras-js model: it has no configuration");
  return {config, weights};
}

const text = (value: Value) => new TextDecoder().decode(value as Uint8Array);

function readWeight(message: Uint8Array): {name: string; weight: Weight} {
  let name = "";
  let type = "";
  let shape: number[] = [];
  let data = new Uint8Array();
  let min = 0;
  let max = 0;
  for (const [field, value] of fields(message)) {
    if (field === 2) name = text(value);
    else if (field === 3) shape = typeof value === "number" ? [...shape, value] : [...varints(value)];
    else if (field === 4) type = text(value);
    else if (field === 5) data = value as Uint8Array<ArrayBuffer>;
    else if (field === 6) min = value as number;
    else if (field === 7) max = value as number;
  }
  const numbers =
    type === "uint8"
      ? Float32Array.from(data, (code) => min + ((max - min) * code) / 255)
      : new Float32Array(data.slice().buffer);
  return {name, weight: {data: numbers, shape, dtype: "float32"}};
}

/** The fields of a protocol-buffer message: numbers, or the bytes of strings, packed lists and inner messages. */
function* fields(message: Uint8Array): Generator<[field: number, value: Value]> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = 0;
  const varint = () => {
    const [value, next] = readVarint(message, at);
    at = next;
    return value;
  };
  while (at < message.length) {
    const key = varint();
    const wire = key & 7;
    if (wire === 0) yield [key >>> 3, varint()];
    else if (wire === 5) {
      yield [key >>> 3, view.getFloat32(at, true)];
      at += 4;
    } else if (wire === 2) {
      const length = varint();
      yield [key >>> 3, message.subarray(at, at + length)];
      at += length;
    } else throw new TypeError(`not a keras-js model: unknown wire type ${wire} at byte ${at}`);
  }
}

function* varints(bytes: Uint8Array): Generator<number> {
  for (let at = 0; at < bytes.length;) {
    const [value, next] = readVarint(bytes, at);
    yield value;
    at = next;
  }
}

/** Seven bits a byte, the lowest first; the eighth says that more follow. */
function readVarint(bytes: Uint8Array, at: number): [value: number, next: number] {
  let value = 0;
  for (let unit = 1; ; unit *= 128) {
    const byte = bytes[at++];
    value += (byte & 127) * unit;
    if (byte < 128) return [value, at];
  }
}
