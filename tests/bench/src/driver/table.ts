/** The summary as text for a terminal. */
import type { CaseSummary, Limits, Row } from "./summary";

const HEADINGS = ["engine", "median", "scatter", "rate", "of limit", "error", "Headwise is"];

export function table(summaries: readonly CaseSummary[], limits: Limits): string {
  const bodies = summaries.map(({ rows }) => rows.map(cells));
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...bodies.flat().filter(isComplete).map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()}`;
  const parts = summaries.map(({ name }, at) => [name, line(HEADINGS), ...(bodies[at] ?? []).map(line)].join("\n"));
  return [...parts, limitLine(limits)].join("\n\n");
}

/** A row with a reason instead of figures may run past the columns. */
function isComplete(row: readonly string[]): boolean {
  return row.length > 2;
}

function cells(row: Row): string[] {
  const { title, median, scatter, rate, error, shareOfLimit, ratios, quiet } = row;
  if (median === null || scatter === null || rate === null) return [title, `${row.status}: ${inShort(row.reason ?? "no reason given")}`];
  const wrong = row.status === "wrong";
  return [
    title,
    `${milliseconds(median)} ms`,
    `${(100 * scatter).toFixed(0)}%${quiet ? "" : " busy"}`,
    wrong ? "WRONG" : `${rate.amount.toFixed(1)} ${rate.unit}`,
    wrong || shareOfLimit === null ? "" : `${(100 * shareOfLimit).toFixed(0)}%`,
    error === null ? "not finite" : error.toExponential(1),
    ratios.map(({ engine, ratio }) => `${ratio.toFixed(2)}x as fast (${engine})`).join(", "),
  ];
}

/** The start of an engine's own words, which may run to pages; the JSON has them all. */
export function inShort(reason: string): string {
  const line = reason.trim().split("\n")[0] ?? "";
  return line.length <= 100 ? line : `${line.slice(0, 99)}…`;
}

function milliseconds(value: number): string {
  return value < 10 ? value.toFixed(3) : value.toFixed(1);
}

function limitLine({ simd128, relaxed }: Limits): string {
  const one = (name: string, limit: number | null) => `${name} ${limit === null ? "not measured" : `${limit.toFixed(1)} GFLOP/s`}`;
  return `limit of one core, in registers: ${one("multiply and add", simd128)}; ${one("relaxed fused", relaxed)}`;
}
