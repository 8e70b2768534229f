/** Z and W_O as marks: bands of columns and blocks of rows, one of each for a head. */
import type { Mark } from "../../marks/display-list";
import type { SceneContext } from "../scene";
import { bracket, focused, grid } from "../shared/marks";
import { roomFor } from "../shared/room";
import { shapeText, sizesOf } from "../shared/sizes";
import { part, whole } from "../shared/views";
import { bandBrackets, bandsOfZ, headHue, isOn, scalesOf } from "./heads";
import { projectLayout } from "./layout";

/** Z in its bands. */
export function leftFactor(context: SceneContext, watched?: (head: number) => boolean): readonly Mark[] {
  const { bands } = projectLayout(roomFor(context), sizesOf(context.trace));
  return [...bandsOfZ(context, bands, watched), ...bandBrackets(bands)];
}

/** W_O in blocks of rows, each edged in the hue of the head that it serves. */
export function rightFactor(context: SceneContext, watched: (head: number) => boolean = () => true): readonly Mark[] {
  const { trace } = context;
  const { wide, dim, model } = sizesOf(trace);
  const room = roomFor(context);
  const { blocks: places } = projectLayout(room, sizesOf(trace));
  return places.flatMap((place, head) => [
    focused(
      grid(
        `wo:head:${head}`,
        {
          tensor: "wo",
          fixed: {},
          rows: part("wide", head * dim, dim),
          cols: whole(trace, "wo", "model"),
        },
        scalesOf(trace).weights,
        place,
        {
          edge: headHue(head),
          ...(head === 0 ? { title: "W_O", shape: shapeText(wide, model) } : {}),
        },
      ),
      watched(head) && isOn(trace, head),
    ),
    bracket(`wo:head:${head}:bracket`, place, "left", room.tall ? `${head + 1}` : `head ${head + 1}`, { hue: headHue(head) }),
  ]);
}
