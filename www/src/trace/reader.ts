/**
 * Reading a trace: names to tensors, axis names to offsets.
 *
 * A reader copies nothing and changes nothing; it may be shared by everything that draws one trace.
 */
import type { Axis } from "./generated/Axis";
import type { Role } from "./generated/Role";
import type { Rule } from "./generated/Rule";
import type { Tensor } from "./generated/Tensor";
import type { Trace } from "./generated/Trace";

/** A place in a tensor: one index for each axis in order, or by axis name. */
export type Place = readonly number[] | Readonly<Record<string, number>>;

export class TraceReader {
  readonly trace: Trace;
  private readonly tensors: ReadonlyMap<string, TensorReader>;
  private readonly facts: ReadonlyMap<string, number>;

  constructor(trace: Trace) {
    this.trace = trace;
    this.tensors = new Map(trace.tensors.map((tensor) => [tensor.name, new TensorReader(tensor)]));
    this.facts = new Map(trace.facts.map((fact) => [fact.name, fact.value]));
  }

  /** The words whose rows the tensors hold. */
  get tokens(): readonly string[] {
    return this.trace.tokens;
  }

  /** Names of all tensors, sources before what is computed from them. */
  get names(): readonly string[] {
    return [...this.tensors.keys()];
  }

  /**
   * A named scalar of the run.
   * @throws Error when the trace has no such fact.
   */
  fact(name: string): number {
    const value = this.facts.get(name);
    if (value === undefined) throw missing("fact", name, this.facts.keys());
    return value;
  }

  has(name: string): boolean {
    return this.tensors.has(name);
  }

  /** @throws Error when the trace has no such tensor. */
  tensor(name: string): TensorReader {
    const tensor = this.tensors.get(name);
    if (!tensor) throw missing("tensor", name, this.tensors.keys());
    return tensor;
  }
}

export class TensorReader {
  readonly name: string;
  /** How formulas write it, as TeX. */
  readonly symbol: string;
  readonly role: Role;
  /** Outermost first. */
  readonly axes: readonly Axis[];
  readonly shape: readonly number[];
  /** Row-major cells. */
  readonly data: Float32Array;
  readonly rule: Rule;
  private readonly strides: readonly number[];
  private cachedLimit: number | undefined;

  constructor(tensor: Tensor) {
    this.name = tensor.name;
    this.symbol = tensor.symbol;
    this.role = tensor.role;
    this.axes = tensor.axes;
    this.shape = tensor.axes.map((axis) => axis.extent);
    this.data = tensor.data;
    this.rule = tensor.rule;
    this.strides = rowMajorStrides(this.shape);
    const size = this.shape.reduce((product, extent) => product * extent, 1);
    if (size !== tensor.data.length) {
      throw new Error(`tensor ${tensor.name} has shape [${this.shape.join(", ")}] but ${tensor.data.length} cells`);
    }
  }

  /**
   * How many places that axis has.
   * @throws Error when the tensor has no such axis.
   */
  extent(axis: string): number {
    return this.shape[this.axisNumber(axis)] as number;
  }

  /**
   * The row-major offset of a cell. Places by name must name every axis.
   * @throws Error when a place is outside the tensor or names an axis that it does not have.
   */
  offset(at: Place): number {
    const index = isIndex(at) ? at : this.namedIndex(at);
    if (index.length !== this.shape.length) {
      throw new Error(`tensor ${this.name} has ${this.shape.length} axes; the place has ${index.length}`);
    }
    let offset = 0;
    for (let axis = 0; axis < index.length; axis++) {
      const place = index[axis] as number;
      if (!Number.isInteger(place) || place < 0 || place >= (this.shape[axis] as number)) {
        throw new Error(`place [${index.join(", ")}] is outside tensor ${this.name} [${this.shape.join(", ")}]`);
      }
      offset += place * (this.strides[axis] as number);
    }
    return offset;
  }

  /** The number in a cell. Throws as {@link offset} does. */
  at(place: Place): number {
    return this.data[this.offset(place)] as number;
  }

  /** The place of a row-major offset, one index for each axis. */
  index(offset: number): number[] {
    if (!Number.isInteger(offset) || offset < 0 || offset >= this.data.length) {
      throw new Error(`offset ${offset} is outside tensor ${this.name} with ${this.data.length} cells`);
    }
    return this.strides.map((stride, axis) => Math.floor(offset / stride) % (this.shape[axis] as number));
  }

  /** The largest finite magnitude: where a colour scale ends. 0 when no cell is finite. */
  get limit(): number {
    if (this.cachedLimit === undefined) {
      let limit = 0;
      for (const value of this.data) {
        const magnitude = Math.abs(value);
        if (magnitude > limit && magnitude < Infinity) limit = magnitude;
      }
      this.cachedLimit = limit;
    }
    return this.cachedLimit;
  }

  private namedIndex(at: Readonly<Record<string, number>>): number[] {
    for (const name of Object.keys(at)) this.axisNumber(name);
    return this.axes.map((axis) => {
      const place = at[axis.name];
      if (place === undefined) throw new Error(`tensor ${this.name} needs a place on axis ${axis.name}`);
      return place;
    });
  }

  private axisNumber(name: string): number {
    const number = this.axes.findIndex((axis) => axis.name === name);
    if (number < 0) {
      const axes = this.axes.map((axis) => axis.name).join(", ");
      throw new Error(`tensor ${this.name} has no axis ${name}; it has ${axes || "none"}`);
    }
    return number;
  }
}

function isIndex(at: Place): at is readonly number[] {
  return Array.isArray(at);
}

function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis] as number;
  }
  return strides;
}

function missing(kind: string, name: string, known: Iterable<string>): Error {
  return new Error(`the trace has no ${kind} ${name}; it has ${[...known].join(", ") || "none"}`);
}
