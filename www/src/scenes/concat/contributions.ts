/** The output as a sum of what each head contributes, and what leaves when heads are switched off. */
import type { Mark, Rect } from "../../marks/display-list";
import type { Beat, SceneContext } from "../scene";
import { bars, box, display, focused, grid, label, operator } from "../shared/marks";
import { number } from "../shared/numbers";
import { along, largest, ranked } from "../shared/reading";
import { bandsIn, grown, middleOf, rightOf } from "../shared/rects";
import { roomFor } from "../shared/room";
import { legend } from "../shared/scales";
import { shapeText, sizesOf } from "../shared/sizes";
import { matrix, part } from "../shared/views";
import { link, listed, rowWords, say } from "../shared/words";
import { headHue, headName, headsOff, isOn, scalesOf } from "./heads";
import { contributionsLayout } from "./layout";

/** Height of the largest bar where a single token leaves little. */
const LEAST_BAR = 24;

/** With more heads than this, several join the sum in one move. */
const MOST_MOVES = 8;

export const sumOfHeads: Beat = {
  id: "sum-of-heads",
  title: "The output is a sum over heads",
  formula: "sumOfHeads",
  caption({ trace }) {
    const { h } = sizesOf(trace);
    const shares = ranked(along(trace, "headShare", "head"));
    const [most, least] = [shares[0], shares[shares.length - 1]];
    if (h === 1 || !most || !least) return say("With one head, ", link("Y", "y"), " is the ", link("contribution", "contributions"), " of that head alone.");
    const off = headsOff(trace);
    const without = off.length > 0 ? ` ${off.length === 1 ? "The head that is" : "Heads that are"} off ${off.length === 1 ? "adds" : "add"} nothing.` : "";
    return say(
      "The same ", link("Y", "y"), ` as a sum: each head adds its own `, link("contribution", "contributions"),
      `. The largest is from `, link(`head ${most.index + 1}`, "contributions", { head: most.index }), " (",
      link(number(most.value), "headShare", { head: most.index }), " of the total size), the smallest from ",
      link(`head ${least.index + 1}`, "contributions", { head: least.index }), " (", link(number(least.value), "headShare", { head: least.index }), `).${without}`,
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
      ...added.map((until, move) => display(room.frame, list,
        parts(context, (head) => on(head) && head < until && head >= (added[move - 1] ?? 0)), sumGrid(context, until - 1, 1), shareBars(context, until))),
      display(room.frame, list, parts(context, on), sumGrid(context, h - 1, 1), shareBars(context, h)),
    ];
  },
};

export const switchedOff: Beat = {
  id: "switched-off",
  title: "Switch a head off",
  formula: "switchedOff",
  caption({ trace }) {
    const { h } = sizesOf(trace);
    const off = headsOff(trace);
    if (off.length === 0) {
      const { index: head, value } = largest(along(trace, "headShare", "head"));
      return say(
        "Switch a head off, under “Heads that reach W_O”: exactly its contribution leaves ", link("Y", "y"), ". ",
        link(`Head ${head + 1}`, "contributions", { head }), h === 1 ? " is all there is." : " would take the most with it, ",
        h === 1 ? "" : link(number(value), "headShare", { head }), h === 1 ? "" : " of the total size.",
      );
    }
    const change = trace.tensor("removed").limit;
    const names = listed(off.map((head) => String(head + 1)));
    return say(
      off.length === 1 ? `Head ${names} is off. ` : `Heads ${names} are off. `, link("What left", "removed"), " is exactly ",
      off.length === 1 ? "its contribution" : "their contributions", ", and no number of ", link("Y", "y"), ` moved by more than ${number(change)}.`,
    );
  },
  keyframes(context) {
    const { trace } = context;
    const room = roomFor(context);
    const { n, h, model } = sizesOf(trace);
    const layout = contributionsLayout(room, sizesOf(trace));
    const off = headsOff(trace);
    const { index: largestHead } = largest(along(trace, "headShare", "head"));
    const leaving = (head: number): boolean => (off.length > 0 ? off.includes(head) : head === largestHead);
    const list = [legend("heads", scalesOf(trace).contribution(0)), legend("Y", scalesOf(trace).output)];
    const outlines = layout.parts.flatMap((place, head) =>
      leaving(head) ? [box(`leaving:${head}`, grown(place, 3), { hue: headHue(head), dashed: true })] : []);
    const gone = off.length > 0
      ? grid("removed", matrix(trace, "removed", "token", "model"), scalesOf(trace).output, layout.under, { title: "what left", shape: shapeText(n, model) })
      : grid("would-leave", matrix(trace, "contributions", "token", "model", { head: largestHead }), scalesOf(trace).contribution(largestHead), layout.under, {
        title: room.tall ? "would leave" : `would leave: head ${largestHead + 1}`,
      });
    const remaining = sumGrid(context, h - 1, 1);
    const signs = signsBetween(context);
    return [
      display(room.frame, list, panels(context, (head) => !leaving(head)), outlines, remaining, signs),
      display(room.frame, list, panels(context, leaving), outlines, remaining, signs, gone),
      display(room.frame, list, panels(context, (head) => off.length === 0 || !leaving(head)), outlines, remaining, signs, gone),
    ];
  },
};

/** The contributions and the signs between them. */
function parts(context: SceneContext, watched: (head: number) => boolean): readonly Mark[] {
  return [...panels(context, watched), ...signsBetween(context)];
}

function panels(context: SceneContext, watched: (head: number) => boolean): readonly Mark[] {
  const { trace } = context;
  const { parts: places } = contributionsLayout(roomFor(context), sizesOf(trace));
  return places.map((place, head) => focused(
    grid(`c:head:${head}`, matrix(trace, "contributions", "token", "model", { head }), scalesOf(trace).contribution(head), place, {
      title: isOn(trace, head) ? headName(place.width, head) : `${headName(place.width - 28, head)} off`,
      ...(place.x === places[0]?.x ? { rowLabels: rowWords(context) } : {}),
    }),
    watched(head),
  ));
}

/** A plus between neighbours in a row, and the equals sign before the sum. */
function signsBetween(context: SceneContext): readonly Mark[] {
  const room = roomFor(context);
  const { parts: places, sum } = contributionsLayout(room, sizesOf(context.trace));
  const plus = places.flatMap((place, head) => {
    const next = places[head + 1];
    if (!next || next.y !== place.y) return [];
    return [operator(`plus:${head}`, (rightOf(place) + next.x) / 2, middleOf(place)[1], "+")];
  });
  const equals = room.tall
    ? operator("equals", sum.x - 16, middleOf(sum)[1], "=")
    : operator("equals", (Math.max(...places.map(rightOf)) + sum.x) / 2, middleOf(sum)[1], "=");
  return [...plus, equals];
}

/** The sum of the heads up to and with `head`; the whole sum is Y. */
function sumGrid(context: SceneContext, head: number, reveal: number): Mark {
  const { trace } = context;
  const { n, h, model } = sizesOf(trace);
  const { sum } = contributionsLayout(roomFor(context), sizesOf(trace));
  const last = head === h - 1;
  return grid("sum", last ? matrix(trace, "y", "token", "model") : matrix(trace, "partial", "token", "model", { head }), scalesOf(trace).output, sum, {
    title: last || reveal === 0 ? "Y" : `sum to head ${head + 1}`, shape: shapeText(n, model), reveal,
  });
}

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
    ...bandsIn(area, h, 2).slice(0, until).map((place, head) => bars(
      `share:${head}`, { tensor: "headShare", fixed: {}, rows: null, cols: part("head", head) }, place,
      { hue: headHue(head), domain: [0, highest], ...(place.width > 14 ? { labels: [String(head + 1)] } : {}), limits: false },
    )),
  ];
}
