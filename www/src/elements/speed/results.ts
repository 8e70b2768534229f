/** The same numbers as a table, a group of rows for each case. */
import { html } from "lit";
import { guard } from "lit/directives/guard.js";
import { contestants, isMeasured, type Measurement, type Report } from "../../benchmark/report";
import { digits, formatError, formatRatio, formatShare, formatTime, nameOf, titleOf } from "./words";

/** Times that scatter more than this, relative to the median, are marked. */
export const unsteady = 0.15;

export function tableTemplate({ measurements, machine }: Report) {
  const groups = new Map<string, Measurement[]>();
  for (const measurement of measurements) {
    const title = `${titleOf(measurement.case)}, d = ${measurement.case.headDim}`;
    groups.set(title, [...(groups.get(title) ?? []), measurement]);
  }
  return html`<table>
    <caption class="unseen">Median times of every case</caption>
    <thead><tr>
      <th scope="col">Case, computed by</th><th scope="col">Time</th><th scope="col">Scatter</th>
      <th scope="col">Rate</th><th scope="col"><span title="How many times as fast as Headwise on one thread">Against 1 thread</span></th>
      <th scope="col"><span title="Largest difference from float64 in the rows that were checked">Largest error</span></th>
    </tr></thead>
    ${[...groups].map(([title, unordered]) => [title, inOrder(unordered)] as const).map(([title, group]) => guard([title, ...group], () => html`<tbody>
      <tr><th scope="rowgroup" colspan="6">${title}</th></tr>
      ${group.map((measurement) => html`<tr>
        <th scope="row">${nameOf(measurement.contestant, machine)}</th>
        ${cells(measurement, group)}
      </tr>`)}
    </tbody>`))}
  </table>`;
}

/** What can't be done is known before the others are measured. */
function inOrder(group: readonly Measurement[]): readonly Measurement[] {
  return group.toSorted((a, b) => contestants.indexOf(a.contestant) - contestants.indexOf(b.contestant));
}

function cells(measurement: Measurement, group: readonly Measurement[]) {
  if (!isMeasured(measurement)) return html`<td colspan="5" class="reason">${measurement.reason}</td>`;
  const { status, median, scatter, rate, error } = measurement;
  if (status === "wrong") return html`<td colspan="4" class="reason wrong">wrong, so it has no speed</td><td class="wrong">${formatError(error)}</td>`;
  const one = group.find(({ contestant }) => contestant === "cpu-1");
  const ratio = one?.status === "right" ? formatRatio(one.median / median) : "";
  return html`<td>${formatTime(median)}</td><td class=${scatter > unsteady ? "unsteady" : ""}>±${formatShare(scatter)}</td>
    <td>${digits(rate.amount)} ${rate.unit}</td><td>${ratio}</td><td>${formatError(error)}</td>`;
}
