/** What leaves the output when a head is switched off. */
import type { Beat } from "../scene";
import { box, display, grid } from "../shared/marks";
import { number } from "../shared/numbers";
import { along, largest } from "../shared/reading";
import { grown } from "../shared/rects";
import { roomFor } from "../shared/room";
import { legend } from "../shared/scales";
import { shapeText, sizesOf } from "../shared/sizes";
import { matrix } from "../shared/views";
import { link, listed, say } from "../shared/words";
import { panels, signsBetween, sumGrid } from "./contributions";
import { headHue, headsOff, scalesOf } from "./heads";
import { contributionsLayout } from "./layout";

export const switchedOff: Beat = {
  id: "switched-off",
  title: "Switch a head off",
  formula: "switchedOff",
  trainedFormula: { biased: "switchedOffBias" },
  caption({ trace }) {
    const { h } = sizesOf(trace);
    const off = headsOff(trace);
    if (off.length === 0) {
      const { index: head, value } = largest(along(trace, "headShare", "head"));
      return say(
        "Switch a head off in the settings, among the heads that reach W_O: exactly its contribution leaves ",
        link("Y", "y"),
        ". ",
        link(`Head ${head + 1}`, "contributions", { head }),
        h === 1 ? " is all there is." : " would take the most with it, ",
        h === 1 ? "" : link(number(value), "contributions", { head }),
        h === 1 ? "" : " of the total size.",
      );
    }
    const change = trace.tensor("removed").limit;
    const names = listed(off.map((head) => String(head + 1)));
    return say(
      off.length === 1 ? `Head ${names} is off. ` : `Heads ${names} are off. `,
      link("What left", "removed"),
      " is exactly ",
      off.length === 1 ? "its contribution" : "their contributions",
      ", and no number of ",
      link("Y", "y"),
      ` moved by more than ${number(change)}.`,
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
      leaving(head) ? [box(`leaving:${head}`, grown(place, 3), { hue: headHue(head), dashed: true })] : [],
    );
    const gone =
      off.length > 0
        ? grid("removed", matrix(trace, "removed", "token", "model"), scalesOf(trace).output, layout.under, {
            title: "what left",
            shape: shapeText(n, model),
          })
        : grid(
            "would-leave",
            matrix(trace, "contributions", "token", "model", { head: largestHead }),
            scalesOf(trace).contribution(largestHead),
            layout.under,
            {
              title: room.tall ? "would leave" : `would leave: head ${largestHead + 1}`,
            },
          );
    const remaining = sumGrid(context, h - 1, 1);
    const signs = signsBetween(context);
    return [
      display(
        room.frame,
        list,
        panels(context, (head) => !leaving(head)),
        outlines,
        remaining,
        signs,
      ),
      display(room.frame, list, panels(context, leaving), outlines, remaining, signs, gone),
      display(
        room.frame,
        list,
        panels(context, (head) => off.length === 0 || !leaving(head)),
        outlines,
        remaining,
        signs,
        gone,
      ),
    ];
  },
};
