/** A view of a tensor taken out of the page: as CSV, as a NumPy expression, as a .npy file. */
import type { AxisRange, TensorView } from "../marks/display-list";
import { placeLabel } from "./places";
import type { TraceReader } from "./reader";

/** The last two axes of a tensor, the others held at `fixed` (by name) or at 0. */
export function viewOf(reader: TraceReader, tensor: string, fixed: Readonly<Record<string, number>> = {}): TensorView {
  const { axes } = reader.tensor(tensor);
  const outer = axes.slice(0, -2);
  const [cols, rows] = axes.slice(-2).reverse().map((axis) => ({ axis: axis.name, start: 0, count: axis.extent }));
  return {
    tensor,
    fixed: Object.fromEntries(outer.map(({ name }) => [name, fixed[name] ?? 0])),
    rows: rows ?? null,
    cols: cols ?? null,
  };
}

/**
 * A table with the places along each axis as its first row and column (RFC 4180, lines ended by a
 * line feed). Numbers are the shortest that read back as the same f32; minus infinity is `-inf`.
 */
export function toCsv(reader: TraceReader, view: TensorView): string {
  const places = (range: AxisRange): string[] =>
    Array.from({ length: range.count }, (_, at) => placeLabel(reader, range.axis, range.start + at));
  const body = cells(reader, view).map((row) => row.map((value) => numberText(value, "inf")));
  const { rows, cols } = view;
  const labelled = rows ? places(rows).map((label, at) => [quote(label), ...(body[at] ?? [])]) : body;
  if (!cols) return lines(labelled);
  const corner = rows ? [quote(`${rows.axis} \\ ${cols.axis}`)] : [];
  return lines([[...corner, ...places(cols).map(quote)], ...labelled]);
}

/** A Python statement: `scores = np.array([[...]], dtype=np.float32)`. */
export function toNumpy(reader: TraceReader, view: TensorView): string {
  const rows = cells(reader, view).map((row) => row.map((value) => numberText(value, "np.inf")));
  const list = rows.map((row) => `[${row.join(", ")}]`);
  const values = rank(view) === 0 ? (rows[0]?.[0] ?? "") : rank(view) === 1 ? `[${rows.flat().join(", ")}]` : `[\n    ${list.join(",\n    ")},\n]`;
  return `import numpy as np\n\n${identifier(view.tensor)} = np.array(${values}, dtype=np.float32)\n`;
}

/** A .npy file, format version 1.0: little-endian f32 in C order. */
export function toNpy(reader: TraceReader, view: TensorView): Uint8Array<ArrayBuffer> {
  const rows = cells(reader, view);
  const shape = [view.rows, view.cols].filter((range) => range !== null).map((range) => range.count);
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const head = `{'descr': '<f4', 'fortran_order': False, 'shape': ${tuple}, }`;
  // Magic, version and length take 10 bytes; the data begins at a multiple of 64.
  const length = Math.ceil((10 + head.length + 1) / 64) * 64 - 10;
  const text = `${head.padEnd(length - 1)}\n`;
  const values = rows.flat();
  const bytes = new Uint8Array(10 + length + 4 * values.length);
  bytes.set([0x93, ...[..."NUMPY"].map((letter) => letter.charCodeAt(0)), 1, 0, length & 0xff, length >> 8]);
  bytes.set(new TextEncoder().encode(text), 10);
  const data = new DataView(bytes.buffer, 10 + length);
  values.forEach((value, at) => data.setFloat32(4 * at, value, true));
  return bytes;
}

/** The numbers of a view in rows; a direction without an axis has one place. */
function cells(reader: TraceReader, { tensor, fixed, rows, cols }: TensorView): number[][] {
  const source = reader.tensor(tensor);
  const along = (range: AxisRange | null): Record<string, number>[] =>
    range ? Array.from({ length: range.count }, (_, at) => ({ [range.axis]: range.start + at })) : [{}];
  return along(rows).map((row) => along(cols).map((col) => source.at({ ...fixed, ...row, ...col })));
}

function rank({ rows, cols }: TensorView): number {
  return Number(rows !== null) + Number(cols !== null);
}

/** The shortest decimal that reads back as the same f32: nine digits always do. */
function numberText(value: number, infinity: string): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : `${value < 0 ? "-" : ""}${infinity}`;
  for (let digits = 1; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === Math.fround(value)) return String(text);
  }
  return String(Number(value.toPrecision(9)));
}

function quote(label: string): string {
  return /[",\r\n]/.test(label) ? `"${label.replaceAll('"', '""')}"` : label;
}

function lines(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.join(",")}\n`).join("");
}

/** Tensor names are camel case; Python reads them as they are but for signs. */
function identifier(name: string): string {
  return name.replace(/\W/g, "_");
}
