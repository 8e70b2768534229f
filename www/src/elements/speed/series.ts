/** From measurements to the lines of a plot. */
import { familyOf } from "../../benchmark/case";
import { contestants, type ContestantId, type Measured, type Report } from "../../benchmark/report";
import { everything, type Kind } from "../../benchmark/selection";
import type { Metric } from "./settings";

export interface Point {
  /** n, or keys while decoding. */
  readonly x: number;
  readonly y: number;
  readonly measured: Measured;
}

export interface Series {
  readonly id: ContestantId;
  /** By ascending x. */
  readonly points: readonly Point[];
}

export interface Panel {
  readonly kind: Kind;
  readonly headDim: number;
  readonly series: readonly Series[];
  /** All x of the selection, measured yet or not. */
  readonly places: readonly number[];
}

/** A panel for each kind and width of the selection. A wrong result has no speed. */
export function panelsOf({ selection, measurements }: Report, metric: Metric): readonly Panel[] {
  const right = measurements.filter((measurement) => measurement.status === "right") as Measured[];
  return selection.widths.toSorted((a, b) => a - b).flatMap((headDim) =>
    everything.kinds.filter((kind) => selection.kinds.includes(kind)).map((kind) => {
      const here = right.filter((measured) => measured.case.headDim === headDim && familyOf(measured.case) === kind);
      const series = contestants.map((id) => ({ id, points: pointsOf(here.filter(({ contestant }) => contestant === id), metric) }));
      const places = kind === "decode" ? selection.caches : selection.sizes;
      return { kind, headDim, series: series.filter(({ points }) => points.length > 0), places: places.toSorted((a, b) => a - b) };
    }));
}

function pointsOf(measured: readonly Measured[], metric: Metric): readonly Point[] {
  const points = measured.map((one) => ({ x: one.case.kvLen, y: metric === "rate" ? one.rate.amount : one.median, measured: one }));
  return points.sort((a, b) => a.x - b.x);
}
