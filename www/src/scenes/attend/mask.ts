/** The mask closes the future: scores of later words become minus infinity. */
import type { Beat } from "../scene";
import { display, grid } from "../shared/marks";
import { legend } from "../shared/scales";
import { link, quoted, say } from "../shared/words";
import { headOf } from "./head";

export const mask: Beat = {
  id: "mask",
  title: "The mask",
  formula: "mask",
  caption(context) {
    const {
      row,
      sizes: { n },
    } = headOf(context);
    const { trace } = context;
    const visible = trace.tensor("visible");
    const open = visible.data.reduce((sum, cell) => sum + cell, 0);
    if (n === 1) return say("With a single word there is ", link("nothing to mask", "visible"), ": it looks at itself.");
    if (open === n * n) {
      return say(
        "No mask is set: all ",
        link(`${n} × ${n} scores`, "visible"),
        " stay. A causal mask would close every word that comes later.",
      );
    }
    const seen = Array.from({ length: n }, (_, key) => visible.at([row, key])).reduce((sum, cell) => sum + cell, 0);
    return say(
      "A word may look at itself and at words before it. ",
      link("Closed scores", "masked"),
      " become −∞; ",
      link(quoted(context, row), "visible", { query: row }),
      ` keeps ${seen} of ${n}.`,
    );
  },
  keyframes(context) {
    const head = headOf(context);
    const {
      room,
      scales,
      views,
      layout: { pair },
    } = head;
    const legends = [legend("divided scores", scales.scaled), legend("mask: 1 is open", scales.mask)];
    const shape = room.tall ? {} : { shape: head.square };
    const sides = { rowLabels: head.words, colLabels: head.words, ...shape };
    const scaled = grid("scaled", views.scaled, scales.scaled, pair.left, { title: "S / √d_k", ...sides });
    const visible = grid("visible", views.visible, scales.mask, pair.right, { title: "mask M", ...shape, colLabels: head.words });
    const masked = grid("masked", views.masked, scales.scaled, pair.left, {
      title: room.tall ? "masked" : "masked scores",
      ...sides,
    });
    return [
      display(room.frame, legends, scaled),
      display(room.frame, legends, scaled, visible),
      display(room.frame, legends, masked, visible),
    ];
  },
};
