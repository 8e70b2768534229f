/** What each head contributes to the output, as panels, and their sum. */
import type { Mark } from "../../marks/display-list";
import type { SceneContext } from "../scene";
import { focused, grid, operator } from "../shared/marks";
import { middleOf, rightOf } from "../shared/rects";
import { roomFor } from "../shared/room";
import { shapeText, sizesOf } from "../shared/sizes";
import { matrix } from "../shared/views";
import { rowWords } from "../shared/words";
import { headName, isOn, scalesOf } from "./heads";
import { contributionsLayout } from "./layout";

/** The contributions and the signs between them. */
export function parts(context: SceneContext, watched: (head: number) => boolean): readonly Mark[] {
  return [...panels(context, watched), ...signsBetween(context)];
}

export function panels(context: SceneContext, watched: (head: number) => boolean): readonly Mark[] {
  const { trace } = context;
  const { parts: places } = contributionsLayout(roomFor(context), sizesOf(trace));
  return places.map((place, head) =>
    focused(
      grid(
        `c:head:${head}`,
        matrix(trace, "contributions", "token", "model", { head }),
        scalesOf(trace).contribution(head),
        place,
        {
          title: isOn(trace, head) ? headName(place.width, head) : `${headName(place.width - 28, head)} off`,
          ...(place.x === places[0]?.x ? { rowLabels: rowWords(context) } : {}),
        },
      ),
      watched(head),
    ),
  );
}

/** A plus between neighbours in a row, and the equals sign before the sum. */
export function signsBetween(context: SceneContext): readonly Mark[] {
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
export function sumGrid(context: SceneContext, head: number, reveal: number): Mark {
  const { trace } = context;
  const { n, h, model } = sizesOf(trace);
  const { sum } = contributionsLayout(roomFor(context), sizesOf(trace));
  const last = head === h - 1;
  return grid(
    "sum",
    last ? matrix(trace, "y", "token", "model") : matrix(trace, "partial", "token", "model", { head }),
    scalesOf(trace).output,
    sum,
    {
      title: last || reveal === 0 ? "Y" : `sum to head ${head + 1}`,
      shape: shapeText(n, model),
      reveal,
    },
  );
}
