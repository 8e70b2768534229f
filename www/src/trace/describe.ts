/** The derivation of one cell: what it is, the rule that gave it, and the rule with its numbers. */
import { formatNumber } from "./format";
import { writeFormula } from "./formula";
import { cellParts, partsText, type Part } from "./parts";
import { placeLabel } from "./places";
import type { TraceReader } from "./reader";
import { Scope } from "./scope";

export type { Part } from "./parts";

/** One cell explained. Each list of parts is one line; read together: cell = formula = substitution = value. */
export interface Derivation {
  readonly tensor: string;
  readonly index: readonly number[];
  /** Row-major offset of the cell. */
  readonly offset: number;
  /** Whether the cell is given from outside: then formula and substitution are empty. */
  readonly given: boolean;
  /** Symbol and place: `S[head 2, keys, cabinet]`. */
  readonly cell: readonly Part[];
  /** The rule with symbols: `Σ_d Q_2[keys, d] · K_2[cabinet, d]`. */
  readonly formula: readonly Part[];
  /** The rule with numbers, long sums shortened. Empty where it would only repeat the value. */
  readonly substitution: readonly Part[];
  /** The number in the cell. */
  readonly value: Part;
}

/**
 * Explains a cell from its tensor's rule.
 * @throws Error when there is no such tensor or cell.
 */
export function describe(reader: TraceReader, tensorName: string, index: readonly number[]): Derivation {
  const tensor = reader.tensor(tensorName);
  const offset = tensor.offset(index);
  const { vars, body } = tensor.rule;
  const places = tensor.axes.map((axis, at) => {
    const place = index[at] as number;
    return { label: placeLabel(reader, axis.name, place), place };
  });
  const given = body.op === "input";
  const axes = new Map(vars.map((name, at) => [name, tensor.axes[at]?.name ?? ""]));
  const scope = Scope.ofCell(reader, vars, index);
  const substitution = given ? [] : writeFormula(body, scope, "numbers", axes);
  return {
    tensor: tensorName,
    index: [...index],
    offset,
    given,
    cell: cellParts(tensor, places, [offset]),
    formula: given ? [] : writeFormula(body, scope, "symbols", axes),
    substitution: substitution.length > 1 ? substitution : [],
    value: { kind: "number", text: formatNumber(tensor.data[offset] as number), tensor: tensorName, cells: [offset] },
  };
}

/** A derivation on one line of plain text. */
export function derivationText(derivation: Derivation): string {
  const { cell, formula, substitution, value, given } = derivation;
  const sides = [cell, formula, substitution, [value]].filter((parts) => parts.length > 0).map(partsText);
  return sides.join(" = ") + (given ? ", given" : "");
}
