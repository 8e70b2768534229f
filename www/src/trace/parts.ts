/** Formulas as parts of text that know which cells they stand for. */
import { headNumber, isHeadAxis } from "./places";
import type { TensorReader } from "./reader";
import { symbolRuns, symbolText } from "./symbol";

/** A piece of a formula. Those with `tensor` and `cells` stand for cells and can light them. */
export interface Part {
  /** `symbol` is set in italics, `number` in tabular figures. */
  readonly kind: "text" | "symbol" | "number";
  readonly text: string;
  /** Subscript after the text. */
  readonly sub?: string;
  /** Superscript after the text. */
  readonly sup?: string;
  readonly tensor?: string;
  /** Row-major offsets. */
  readonly cells?: readonly number[];
}

/** Where a cell stands on one axis: what a reader calls it, and the number when it is not running. */
export interface PlaceOnAxis {
  readonly label: string;
  readonly place: number | null;
}

export function textPart(text: string): Part {
  return { kind: "text", text };
}

/** A TeX symbol that stands for no cell: a constant's name. */
export function constantParts(tex: string): Part[] {
  return runParts(tex, { kind: "text" });
}

/**
 * A tensor's symbol with a place in brackets: `S[head 2, keys, cabinet]`. A symbol that carries the
 * head below it takes the number there instead: `Q_h` at head 2 is `Q_2[keys, d]`.
 */
export function cellParts(tensor: TensorReader, places: readonly PlaceOnAxis[], cells: readonly number[]): Part[] {
  const headAxis = tensor.axes.findIndex((axis) => isHeadAxis(axis.name));
  const head = places[headAxis];
  let carried = false;
  const symbol = runParts(tensor.symbol, { kind: "symbol", tensor: tensor.name, cells }).map((part) => {
    if (!head || !part.sub || !/(^|[^A-Za-z])h$/.test(part.sub)) return part;
    carried = true;
    return { ...part, sub: part.sub.slice(0, -1) + (head.place === null ? head.label : headNumber(head.place)) };
  });
  const labels = places.filter((_, axis) => !(carried && axis === headAxis)).map((place) => place.label);
  if (labels.length === 0) return symbol;
  const rest = { kind: "text", tensor: tensor.name, cells } as const;
  const compound = / [+−] |\//.test(partsText(symbol));
  const name = compound ? [{ ...rest, text: "(" }, ...symbol, { ...rest, text: ")" }] : symbol;
  return [...name, { ...rest, text: `[${labels.join(", ")}]` }];
}

/** Parts on one line, subscripts after an underscore. */
export function partsText(parts: readonly Part[]): string {
  return parts
    .map(({ text, sub, sup }) => text + (sub === undefined ? "" : `_${sub}`) + (sup === undefined ? "" : `^${sup}`))
    .join("");
}

/** Parts with a separator between groups. */
export function interleave(groups: readonly (readonly Part[])[], separator: string): Part[] {
  return groups.flatMap((group, at) => (at === 0 ? group : [textPart(separator), ...group]));
}

function runParts(tex: string, shared: Omit<Part, "text" | "sub" | "sup">): Part[] {
  const parts: Part[] = [];
  for (const run of symbolRuns(tex)) {
    const last = parts.at(-1);
    if (run.level === "base" || !last) parts.push({ ...shared, text: run.text });
    else parts[parts.length - 1] = { ...last, [run.level]: run.text };
  }
  return parts.length > 0 ? parts : [{ ...shared, text: symbolText(tex) }];
}
