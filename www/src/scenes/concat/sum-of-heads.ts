/** The output as a sum of what each head contributes, added one after another. */
import type { Mark, Rect } from "../../marks/display-list";
import type { Beat, SceneContext } from "../scene";
import { bars, display, label } from "../shared/marks";
import { number } from "../shared/numbers";
import { along, ranked } from "../shared/reading";
import { bandsIn } from "../shared/rects";
import { roomFor } from "../shared/room";
import { legend } from "../shared/scales";
import { sizesOf } from "../shared/sizes";
import { hasBias } from "../shared/trained";
import { part } from "../shared/views";
import { link, say } from "../shared/words";
import { parts, sumGrid } from "./contributions";
import { headHue, headsOff, isOn, scalesOf } from "./heads";
import { contributionsLayout } from "./layout";

/** With more heads than this, several join the sum in one move. */
const MOST_MOVES = 8;

/** Height of the largest bar where a single token leaves little. */
const LEAST_BAR = 24;

export const sumOfHeads: Beat = {
  id: "sum-of-heads",
  title: "The output is a sum over heads",
  formula: "sumOfHeads",
  trainedFormula: { biased: "sumOfHeadsBias" },
  caption({ trace }) {
    const { h } = sizesOf(trace);
    const shares = ranked(along(trace, "headShare", "head"));
    const [most, least] = [shares[0], shares[shares.length - 1]];
    if (h === 1 || !most || !least)
      return say("With one head, ", link("Y", "y"), " is the ", link("contribution", "contributions"), " of that head alone.");
    const bias = hasBias(trace) ? [" to the bias b_O"] : [];
    const off = headsOff(trace);
    const without =
      off.length > 0
        ? ` ${off.length === 1 ? "The head that is" : "Heads that are"} off ${off.length === 1 ? "adds" : "add"} nothing.`
        : "";
    return say(
      "The same ",
      link("Y", "y"),
      ` as a sum: each head adds its own `,
      link("contribution", "contributions"),
      ...bias,
      `. The largest is from `,
      link(`head ${most.index + 1}`, "contributions", { head: most.index }),
      " (",
      link(number(most.value), "headShare", { head: most.index }),
      " of the total size), the smallest from ",
      link(`head ${least.index + 1}`, "contributions", { head: least.index }),
      " (",
      link(number(least.value), "headShare", { head: least.index }),
      `).${without}`,
    );
  },
  keyframes(context) {
    const { trace } = context;
    const room = roomFor(context);
    const { h } = sizesOf(trace);
    const list = [legend("heads", scalesOf(trace).contribution(0)), legend("Y", scalesOf(trace).output)];
    const on = (head: number): boolean => isOn(trace, head);
    const moves = Math.min(h, MOST_MOVES);
    const added = Array.from({ length: moves }, (_, move) => Math.ceil(((move + 1) * h) / moves));
    return [
      display(room.frame, list, parts(context, on), sumGrid(context, 0, 0)),
      ...added.map((until, move) =>
        display(
          room.frame,
          list,
          parts(context, (head) => on(head) && head < until && head >= (added[move - 1] ?? 0)),
          sumGrid(context, until - 1, 1),
          shareBars(context, until),
        ),
      ),
      display(room.frame, list, parts(context, on), sumGrid(context, h - 1, 1), shareBars(context, h)),
    ];
  },
};

/** Each head's share of the contributions' sizes, for the heads added so far. */
function shareBars(context: SceneContext, until: number): readonly Mark[] {
  const room = roomFor(context);
  const { h } = sizesOf(context.trace);
  const { under } = contributionsLayout(room, sizesOf(context.trace));
  const inset = room.tall ? 22 : 34;
  const area: Rect = { ...under, y: under.y + inset, height: Math.max(under.height - inset - 4, LEAST_BAR) };
  const highest = Math.max(...along(context.trace, "headShare", "head"));
  return [
    label("shares", area.x, under.y + 2, "share of size", { size: "small", hue: "muted" }),
    ...bandsIn(area, h, Math.min(2, area.width / h / 4))
      .slice(0, until)
      .map((place, head) =>
        bars(`share:${head}`, { tensor: "headShare", fixed: {}, rows: null, cols: part("head", head) }, place, {
          hue: headHue(head),
          domain: [0, highest],
          ...(place.width > 14 ? { labels: [String(head + 1)] } : {}),
          limits: false,
        }),
      ),
  ];
}
