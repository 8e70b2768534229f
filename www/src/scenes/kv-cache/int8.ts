/** The same rows in 8 bits a number: codes, a scale for each row, and what is lost. */
import type { ColorScale, Mark } from "../../marks/display-list";
import type { Beat } from "../scene";
import { display, grid } from "../shared/marks";
import { number, small } from "../shared/numbers";
import { diverging, legend } from "../shared/scales";
import { strip, type Block } from "../shared/strip";
import { matrix, whole } from "../shared/views";
import { link, say } from "../shared/words";
import { cacheOf, type Cache } from "./cache";

export const int8: Beat = {
  id: "int8",
  title: "Eight bits a number",
  formula: "int8",
  caption(context) {
    const cache = cacheOf(context);
    const { trace, steps, layers } = cache;
    const full = trace.tensor("cacheHeldBytes").at({ step: steps }) / layers;
    return say(
      "Each row of a head is divided by its own ",
      link("scale", "keyScales"),
      " and rounded to ",
      link("a whole number from −127 to 127", "keyCodes"),
      `: ${number(trace.tensor("int8Bytes").at({ step: steps }))} bytes a layer instead of ${number(full)}. The largest `,
      link("error", "keyErrors"),
      ` of a key is ${small(trace.fact("keyErrorLargest"))}, and no output moves by more than ${small(trace.tensor("int8Difference").limit)}.`,
    );
  },
  keyframes(context) {
    const cache = cacheOf(context);
    const { room, rows, sizes, trace, group, words, scales } = cache;
    const blocks: readonly Block<Name>[] = [
      { key: "k", columns: sizes.dim },
      { key: "scale", columns: 1 },
      { key: "codes", columns: sizes.dim },
      { key: "error", columns: sizes.dim },
    ];
    const at = strip(room, rows, room.tall ? [blocks.slice(0, 2), blocks.slice(2)] : [blocks]);
    const steps = scaleSteps(cache);
    const codes: ColorScale = { kind: "diverging", hue: "parameter", limit: 127 };
    const errors = diverging(trace, "score", "keyErrors");
    const legends = [legend("K", scales.key), legend("codes", codes), legend("error", errors)];
    const of = (tensor: string) => matrix(trace, tensor, "token", "dim", { kvHead: group });
    const rowLabels = { rowLabels: words };
    const k = grid(`keys:${cache.layer}:${group}`, matrix(trace, "cacheKeys", "token", "dim", { layer: cache.layer, kvHead: group }), scales.key, at.k, { title: "K", ...rowLabels });
    const scale = grid("int8:scale", { tensor: "keyScales", fixed: { kvHead: group }, rows: whole(trace, "keyScales", "token"), cols: null }, steps, at.scale, { title: "scale" });
    const code = grid("int8:codes", of("keyCodes"), codes, at.codes, { title: "codes", ...(room.tall ? rowLabels : {}) });
    const error = grid("int8:error", of("keyErrors"), errors, at.error, { title: "error" });
    const frames: readonly (readonly Mark[])[] = [[k], [k, scale], [k, scale, code], [k, scale, code, error]];
    return frames.map((marks) => display(room.frame, legends, marks));
  },
};

type Name = "k" | "scale" | "codes" | "error";

function scaleSteps({ trace }: Cache): ColorScale {
  const limit = trace.tensor("keyScales").limit;
  return { kind: "sequential", hue: "mask", limit: limit > 0 ? limit : 1 };
}
