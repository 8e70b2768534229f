/**
 * ONNX models of one node, for onnxruntime-web. Field numbers are those of `onnx.proto`.
 */
import type { AttentionCase } from "../../../../www/src/benchmark/case";
import type { ProjectionProblem } from "../../../../www/src/benchmark/problem";
import { bytes, integer, join, message, text, type Field } from "./protobuf";

/** TensorProto.DataType.FLOAT. */
const FLOAT = 1;
/** AttributeProto.AttributeType.INT. */
const INT = 2;
const IR_VERSION = 8;
const OPSET = 17;

type Shape = readonly number[];

interface Node {
  readonly operator: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, number>>;
}

/**
 * `com.microsoft.MultiHeadAttention` on `q`, `k`, `v` of shape `[1, len, heads * headDim]`; `out`
 * has the shape of `q`. The scale is the operator's default, 1 / sqrt(headDim).
 */
export function attentionModel({ heads, qLen, kvLen, headDim, causal }: AttentionCase): Uint8Array<ArrayBuffer> {
  const queries = [1, qLen, heads * headDim];
  const keys = [1, kvLen, heads * headDim];
  const node: Node = {
    operator: "MultiHeadAttention",
    domain: "com.microsoft",
    inputs: ["q", "k", "v"],
    attributes: { num_heads: heads, unidirectional: causal ? 1 : 0 },
  };
  return model(node, { q: queries, k: keys, v: keys }, queries, []);
}

/** `MatMul` of `x` `[rows, dIn]` with weights that the model holds, so that the runtime may pack them once. */
export function projectionModel({ rows, dIn, dOut, weights }: ProjectionProblem): Uint8Array<ArrayBuffer> {
  const node: Node = { operator: "MatMul", domain: "", inputs: ["x", "weights"], attributes: {} };
  return model(node, { x: [rows, dIn] }, [rows, dOut], [tensor("weights", [dIn, dOut], weights)]);
}

function model(
  node: Node,
  inputs: Readonly<Record<string, Shape>>,
  output: Shape,
  initializers: readonly (readonly Field[])[],
): Uint8Array<ArrayBuffer> {
  const graph = [
    message(1, [
      ...node.inputs.map((name) => text(1, name)),
      text(2, "out"),
      text(4, node.operator),
      ...Object.entries(node.attributes).map(([name, value]) =>
        message(5, [text(1, name), integer(3, value), integer(20, INT)])),
      text(7, node.domain),
    ]),
    text(2, node.operator),
    ...initializers.map((fields) => message(5, fields)),
    ...Object.entries(inputs).map(([name, shape]) => message(11, value(name, shape))),
    message(12, value("out", output)),
  ];
  const opsets = [...new Set(["", node.domain])].map((domain) =>
    message(8, [text(1, domain), integer(2, domain === "" ? OPSET : 1)]));
  return join([integer(1, IR_VERSION), message(7, graph), ...opsets]);
}

/** A ValueInfoProto: a name, an element type and a shape. */
function value(name: string, shape: Shape): Field[] {
  const dimensions = shape.map((size) => message(1, [integer(1, size)]));
  return [text(1, name), message(2, [message(1, [integer(1, FLOAT), message(2, dimensions)])])];
}

/** A TensorProto. Raw data is little-endian, as typed arrays are wherever browsers run. */
function tensor(name: string, shape: Shape, data: Float32Array): Field[] {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return [...shape.map((size) => integer(1, size)), integer(2, FLOAT), text(8, name), bytes(9, raw)];
}
