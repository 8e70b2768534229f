/** With fewer key and value heads than query heads, several query heads share one. */
import type { Mark } from "../../marks/display-list";
import type { Beat, SceneContext } from "../scene";
import { box, bracket, display } from "../shared/marks";
import { allHeads, count, counted } from "../shared/numbers";
import { around, grown, rect } from "../shared/rects";
import { fitting, roomFor, type Room } from "../shared/room";
import { groupOf, sizesOf } from "../shared/sizes";
import { isTrained } from "../shared/trained";
import { link, say } from "../shared/words";
import { headBrackets, headGrids, placesOf } from "./head-grids";
import { jointLegends } from "./matrices";
import { keys, projections, queries, values } from "./projections";

export const sharedKeys: Beat = {
  id: "shared-keys",
  title: "Heads may share keys and values",
  formula: "sharedKeys",
  caption({ trace }) {
    const { h, g, model, kvWide } = sizesOf(trace);
    const all = count(trace.fact("parametersPerProjection"));
    if (h === 1) return say("One head has nobody to share with. With several, a few of them can use the same keys and values.");
    if (g === h) {
      return say(
        "Here each head has its own ",
        link("K", "k"),
        " and ",
        link("V", "v"),
        `. With fewer of them, ${isTrained(trace) ? "which random weights can have" : "set under “Key and value heads”"}, several heads share one pair.`,
      );
    }
    const sharing = g === 1 ? `${allHeads(h)} share it` : `heads share them in groups of ${h / g}`;
    return say(
      link("K", "k"),
      " and ",
      link("V", "v"),
      ` have ${counted(g, "band")}: ${sharing}. W_K and W_V hold ${count(model * kvWide)} parameters each, where W_Q holds ${all}.`,
    );
  },
  keyframes(context) {
    const room = roomFor(context);
    const grids = projections.flatMap((projection) => headGrids(context, room, projection));
    const together = display(room.frame, jointLegends(context), grids, headBrackets(context, room), groups(context, room));
    return [together];
  },
};

/** An outline around each key and value head with the query heads that use it. */
function groups(context: SceneContext, room: Room): readonly Mark[] {
  const sizes = sizesOf(context.trace);
  const users = placesOf(context, room, queries);
  return placesOf(context, room, keys).flatMap((place, group) => {
    const value = placesOf(context, room, values)[group] ?? place;
    const mine = users.filter((_, head) => groupOf(head, sizes) === group);
    const first = users.indexOf(mine[0] ?? place) + 1;
    const names = `${first}–${first + mine.length - 1}`;
    const area = around([...mine, place, value]);
    const text =
      mine.length === 1
        ? fitting(area.width, "own K and V", "own")
        : fitting(area.width, `heads ${names} share K and V`, `heads ${names}`, names);
    const brace = bracket(`group:${group}:bracket`, area, "bottom", text, { away: 8 });
    if (mine.length === 1) return [brace];
    const outline = grown(area, 3);
    // The first outline takes the words beside the rows in: its line would run through their ends.
    const words = group === 0 ? room.words - 4 : 0;
    const above = room.title - 4;
    return [
      brace,
      box(`group:${group}`, rect(outline.x - words, outline.y - above, outline.width + words, outline.height + above), {
        hue: "muted",
        dashed: true,
      }),
    ];
  });
}
