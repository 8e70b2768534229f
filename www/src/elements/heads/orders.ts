/** Orders in which heads can be taken out, the least important first. */
import type { HeadReport } from "../../trace/generated/HeadReport";
import type { Place } from "./head-places";

export type OrderName = "greedy" | "sensitivity" | "masking";

/** One head more is off. */
export interface Step extends Place {
  /** The loss once it is; null where nobody measured it. */
  readonly loss: number | null;
}

export const orderNames: Readonly<Record<OrderName, string>> = {
  greedy: "the cheapest one each time",
  sensitivity: "by the slope of the loss at its gate",
  masking: "by the loss without it",
};

export function orderOf(report: HeadReport, name: OrderName): readonly Step[] {
  if (name === "greedy") return report.greedy;
  if (name === "sensitivity") return report.bySensitivity;
  return report.heads.toSorted((a, b) => a.masking - b.masking).map(({ layer, head }) => ({ layer, head, loss: null }));
}
