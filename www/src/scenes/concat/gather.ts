/** The heads' outputs slide side by side into Z, where each column knows one head only. */
import type { Beat } from "../scene";
import { chosenHead } from "../shared/choice";
import { arrow, box, display } from "../shared/marks";
import { bottomOf, colsIn, middleOf } from "../shared/rects";
import { roomFor } from "../shared/room";
import { shapeText, sizesOf } from "../shared/sizes";
import { link, listed, say } from "../shared/words";
import { bandBrackets, bandsOfZ, headHue, headLegend, headOutputs, headsOff, isOn } from "./heads";
import { gatherLayout } from "./layout";

export const outputs: Beat = {
  id: "outputs",
  title: "What the heads give",
  formula: "outputs",
  caption({ trace }) {
    const { n, h, dim } = sizesOf(trace);
    if (h === 1) return say("The head has an ", link("output", "headOutputs"), ` of ${shapeText(n, dim)}: a row for each word.`);
    return say(
      `Each of the ${h} heads has an `,
      link("output", "headOutputs"),
      ` of ${shapeText(n, dim)}: a row for each word. From here on a colour means a head.`,
    );
  },
  keyframes(context) {
    const room = roomFor(context);
    const { alone: heads } = gatherLayout(room, sizesOf(context.trace));
    return [display(room.frame, [headLegend(context.trace, "heads")], headOutputs(context, heads))];
  },
};

export const concatenate: Beat = {
  id: "concatenate",
  title: "Side by side into Z",
  formula: "concatenate",
  caption({ trace }) {
    const { h, dim, wide } = sizesOf(trace);
    const off = headsOff(trace);
    const left = off.length > 0 ? ` ${heading(off)} off: zeros stand there instead.` : "";
    if (h === 1) return say("With one head, ", link("Z", "concat"), ` is its output: ${wide} columns.${left}`);
    return say("They slide together into ", link("Z", "concat"), `: ${h} × ${dim} = ${wide} columns, as wide as Q was.${left}`);
  },
  keyframes(context) {
    const { trace } = context;
    const room = roomFor(context);
    const { heads, bands } = gatherLayout(room, sizesOf(trace));
    const list = [headLegend(trace, "heads")];
    const sources = headOutputs(context, heads);
    const lifted = bandsOfZ(context, heads, undefined, false).filter((_, head) => isOn(trace, head));
    const together = bandsOfZ(context, bands);
    return [
      display(room.frame, list, sources, lifted),
      display(
        room.frame,
        list,
        headOutputs(context, heads, () => false),
        together,
        bandBrackets(bands),
      ),
    ];
  },
};

export const silos: Beat = {
  id: "silos",
  title: "Each column knows one head",
  formula: "silos",
  caption(context) {
    const { trace } = context;
    const { h, dim } = sizesOf(trace);
    const head = chosenHead(context);
    const own = dim - 1;
    const column = head * dim + own;
    if (h === 1) return say("Every column of ", link("Z", "concat"), " comes from the one head there is.");
    return say(
      link(`Column ${column + 1} of Z`, "concat", { wide: column }),
      " is ",
      link(`the last column of head ${head + 1}`, "headOutputs", { head, dim: own }),
      " and knows nothing of the other ",
      h === 2 ? "head" : `${h - 1} heads`,
      ". If Z were the output, the heads would stay strangers.",
    );
  },
  keyframes(context) {
    const { trace } = context;
    const room = roomFor(context);
    const { dim } = sizesOf(trace);
    const { heads, bands } = gatherLayout(room, sizesOf(trace));
    const head = chosenHead(context);
    const mine = (other: number): boolean => other === head;
    const [source, band] = [heads[head], bands[head]];
    if (!source || !band) throw new Error(`there is no head ${head}`);
    const own = dim - 1;
    const column = colsIn(band, dim, own);
    const from = colsIn(source, dim, own);
    return [
      display(
        room.frame,
        [headLegend(trace, "heads")],
        headOutputs(context, heads, mine),
        bandsOfZ(context, bands, mine),
        bandBrackets(bands),
        box("column:o", from, { hue: headHue(head) }),
        box("column:z", column, { hue: headHue(head) }),
        arrow("comes-from", [middleOf(from)[0], bottomOf(from) + 4], [middleOf(column)[0], column.y - 6], {
          hue: headHue(head),
          width: 2,
        }),
      ),
    ];
  },
};

function heading(off: readonly number[]): string {
  const names = listed(off.map((head) => String(head + 1)));
  return off.length === 1 ? `Head ${names} is` : `Heads ${names} are`;
}
