/** All heads' weights as small multiples. */
import type { Mark, Rect } from "../../marks/display-list";
import { box, grid } from "../shared/marks";
import { panels } from "../shared/panels";
import { rowsIn } from "../shared/rects";
import { fitting } from "../shared/room";
import { matrix } from "../shared/views";
import { weightsId, type Head } from "./head";

/** One panel a head, the followed row outlined in each; `columnNames` names the keys over the first line. */
export function smallMultiples(head: Head, area: Rect, columnNames = false): readonly Mark[] {
  const {
    context,
    sizes: { n, h },
    room,
    scales,
    words,
    layout: { compare },
  } = head;
  const places = panels(
    area,
    h,
    { x: room.tall ? 10 : 28, y: room.title + 6 },
    {
      ratio: Math.min(compare.left.width / compare.left.height, 1.3),
      stretch: 1.25,
      largestWidth: compare.left.width,
      largestHeight: compare.left.height * 1.2,
    },
  );
  const first = Math.min(...places.map(({ x }) => x));
  return places.flatMap((place, other) => [
    grid(weightsId(other), matrix(context.trace, "weights", "query", "key", { head: other }), scales.weight, place, {
      title: fitting(place.width, `head ${other + 1}`, `${other + 1}`),
      ...(place.x === first ? { rowLabels: words } : {}),
      ...(columnNames && place.y === places[0]?.y ? { colLabels: words } : {}),
    }),
    box(`row:weights:${other}`, rowsIn(place, n, head.row), other === head.head ? {} : { hue: "muted" }),
  ]);
}
