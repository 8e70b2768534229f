/** What a run says, in sentences with its numbers. */
import { familyOf } from "../../benchmark/case";
import { isMeasured, type ContestantId, type Measured, type Report } from "../../benchmark/report";
import { unsteady } from "./results";
import { formatRatio, phraseOf } from "./words";

/** Share of unsteady measurements from which a run is not to be trusted. */
const DISTURBED = 0.2;

/** The ratios at the largest size of full attention that two contestants have in common. */
export function findings(report: Report): readonly string[] {
  const right = report.measurements.filter((one): one is Measured => one.status === "right" && familyOf(one.case) === "full");
  return [["cpu-1", "javascript"], ["cpu", "cpu-1"], ["webgpu", "cpu"]].flatMap(([fast, slow]) =>
    compare(report, right, fast as ContestantId, slow as ContestantId));
}

function compare(report: Report, right: readonly Measured[], fast: ContestantId, slow: ContestantId): readonly string[] {
  const pairs = right.filter(({ contestant }) => contestant === fast).flatMap((one) => {
    const other = right.find(({ contestant, case: { qLen, headDim } }) =>
      contestant === slow && qLen === one.case.qLen && headDim === one.case.headDim);
    return other === undefined ? [] : [{ one, other }];
  });
  const largest = pairs.toSorted((a, b) => a.one.case.qLen - b.one.case.qLen).at(-1);
  if (largest === undefined) return [];
  const { one, other } = largest;
  const ratio = other.median / one.median;
  const [winner, loser, times] = ratio >= 1 ? [fast, slow, ratio] : [slow, fast, 1 / ratio];
  const at = `n = ${one.case.qLen}, d = ${one.case.headDim}`;
  if (times < 1.05) return [`At ${at}, ${phraseOf(fast, report.machine)} and ${phraseOf(slow, report.machine)} are equally fast.`];
  return [`At ${at}, ${phraseOf(winner, report.machine)} is ${formatRatio(times).replace("×", "")} times as fast as ${phraseOf(loser, report.machine)}.`];
}

/** Why the numbers may not be trusted; empty when nothing speaks against them. */
export function doubts({ measurements, machine, hidden }: Report): readonly string[] {
  const measured = measurements.filter(isMeasured);
  const shaky = measured.filter(({ scatter }) => scatter > unsteady);
  const wrong = measured.filter(({ status }) => status === "wrong");
  const found: string[] = [];
  if (wrong.length > 0) found.push(`${wrong.length} of ${measured.length} results differ from float64 by more than rounding explains. They have no speed.`);
  if (shaky.length > measured.length * DISTURBED) {
    found.push(
      `In ${shaky.length} of ${measured.length} measurements the times scatter by more than ${100 * unsteady} %: other work disturbs. `
      + "Close other tabs and programs, and run it again.",
    );
  }
  if (hidden) found.push("The page was out of sight while it measured, and browsers slow such pages down.");
  const emulated = machine?.entrants.find((entrant) => entrant.emulated);
  if (emulated) {
    found.push(
      `The WebGPU adapter here (${emulated.details}) is software: it emulates a GPU on the CPU. `
      + "Its line says how this fallback does, not what a GPU would do.",
    );
  }
  return found;
}
