/** From single measurements to one row for each case and engine. */
import { nameOf, rate, type Case, type Rate } from "../../../../www/src/benchmark/case";
import type { Id } from "../engines/catalog";
import type { Lanes } from "../limit/module";
import { TOLERANCE } from "../../../../www/src/benchmark/reference";
import { median, scatter } from "../../../../www/src/benchmark/statistics";
import type { Visit } from "../page/visit";
import type { Outcome } from "./rounds";

/** GFLOP/s of one core, for each kind of lanes that an engine used. */
export type Limits = Readonly<Record<Lanes, number | null>>;

/** A visit that has times. */
type Timed = Extract<Visit, { readonly status: "measured" }>;

export interface Row {
  readonly engine: Id;
  readonly title: string;
  readonly status: "right" | "wrong" | "unavailable" | "failed";
  /** Why there is no time. */
  readonly reason: string | null;
  readonly version: string | null;
  readonly details: string | null;
  /** Whether the figures are of rounds on a quiet machine alone; where there was none, they are of all. */
  readonly quiet: boolean;
  /** Milliseconds a run, of those rounds. */
  readonly samples: readonly number[];
  readonly median: number | null;
  /** Half the distance of the quartiles relative to the median. */
  readonly scatter: number | null;
  readonly rate: Rate | null;
  /** Share of what its threads could do in registers: the median over samples, each beside its own limit. */
  readonly shareOfLimit: number | null;
  /** Largest difference from float64; null also when the result was not finite. */
  readonly error: number | null;
  /** Rounds on a busy machine. */
  readonly busyRounds: number;
  /** How many times as fast engines of ours are, for a peer that is right. */
  readonly ratios: readonly { readonly engine: Id; readonly ratio: number }[];
}

export interface CaseSummary {
  readonly name: string;
  readonly case: Case;
  readonly rows: readonly Row[];
}

/** The median over everything that was measured. */
export function limitsOf(outcomes: readonly Outcome[]): Limits {
  const of = (lanes: Lanes) => {
    const limits = outcomes.flatMap(({ visit }) => (visit.status === "measured" && visit.lanes === lanes ? visit.limits : []));
    return limits.length > 0 ? median(limits) : null;
  };
  return { simd128: of("simd128"), relaxed: of("relaxed") };
}

export function summarise(outcomes: readonly Outcome[]): CaseSummary[] {
  const byCase = groupBy(outcomes, ({ entry }) => nameOf(entry));
  return [...byCase].flatMap(([name, ofCase]) => {
    const entry = ofCase[0]?.entry;
    if (!entry) return [];
    const byEngine = groupBy(ofCase, ({ engine }) => engine.id);
    const rows = [...byEngine.values()].map((ofEngine) => rowOf(ofEngine));
    return [{ name, case: entry, rows: rows.map((row) => ({ ...row, ratios: ratiosOf(row, rows, ofCase) })) }];
  });
}

function rowOf(outcomes: readonly Outcome[]): Row {
  const first = outcomes[0];
  if (!first) throw new RangeError("an engine without a measurement has no row");
  const { entry, engine } = first;
  const calm = outcomes.filter(({ quiet }) => quiet);
  const quiet = calm.length > 0;
  const measured = (quiet ? calm : outcomes).flatMap(({ visit }) => (visit.status === "measured" ? [visit] : []));
  const about = { engine: engine.id, title: engine.title, quiet, busyRounds: outcomes.length - calm.length, ratios: [] };
  const trouble = outcomes.flatMap(({ visit }) => (visit.status === "measured" ? [] : [visit]))[0];
  const sample = measured[0];
  if (!sample || trouble) {
    const none = { version: null, details: null, samples: [], median: null, scatter: null, rate: null, shareOfLimit: null, error: null };
    return { ...about, ...none, status: trouble?.status ?? "failed", reason: trouble?.reason ?? null };
  }
  const samples = measured.flatMap(({ samples }) => samples);
  const middle = median(samples);
  // A wrong result is wrong on a busy machine, too.
  const errors = outcomes.flatMap(({ visit }) => (visit.status === "measured" ? [visit.error] : []));
  const error = errors.includes(null) ? null : Math.max(...errors.map(Number));
  const speed = rate(entry, middle);
  const shares = measured.flatMap((visit) => sharesOf(visit, entry, engine.threads));
  return {
    ...about,
    status: error !== null && error <= TOLERANCE ? "right" : "wrong",
    reason: null,
    version: sample.version,
    details: sample.details,
    samples,
    median: middle,
    scatter: scatter(samples),
    rate: speed,
    shareOfLimit: shares.length > 0 && speed.unit === "GFLOP/s" ? median(shares) : null,
    error,
  };
}

function sharesOf({ samples, limits }: Timed, entry: Case, threads: number): number[] {
  return limits.flatMap((limit, at) => {
    const sample = samples[at];
    return sample === undefined ? [] : [rate(entry, sample).amount / (limit * threads)];
  });
}

/** A wrong result has no speed, so neither side of a ratio may be wrong; and only one of both on a busy machine would lose by it. */
function ratiosOf(row: Row, rows: readonly Row[], outcomes: readonly Outcome[]): Row["ratios"] {
  const against = outcomes.find(({ engine }) => engine.id === row.engine)?.engine.against ?? [];
  return against.flatMap((id) => {
    const ours = rows.find(({ engine }) => engine === id);
    if (row.quiet !== ours?.quiet || row.status !== "right" || ours.status !== "right" || row.median === null || ours.median === null) return [];
    return [{ engine: id, ratio: row.median / ours.median }];
  });
}

/** As `Map.groupBy`, which Node has from version 21. */
function groupBy<T, K>(values: readonly T[], keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
