/** What every beat of Concat reads and shows of the heads. Here a hue means a head. */
import type { ColorScale, GridMark, Hue, LegendEntry, Mark, Rect, TensorView } from "../../marks/display-list";
import type { TraceReader } from "../../trace/reader";
import type { SceneContext } from "../scene";
import { bracket, dimmed, focused, grid } from "../shared/marks";
import { fitting } from "../shared/room";
import { diverging, inHue, legend } from "../shared/scales";
import { sizesOf } from "../shared/sizes";
import { bandOf, matrix } from "../shared/views";
import { rowWords } from "../shared/words";

export function headHue(head: number): Hue {
  return `head:${head}`;
}

export function isOn(trace: TraceReader, head: number): boolean {
  return trace.tensor("gate").at([head]) !== 0;
}

/** Heads that are switched off, in order. */
export function headsOff(trace: TraceReader): readonly number[] {
  return Array.from({ length: sizesOf(trace).h }, (_, head) => head).filter((head) => !isOn(trace, head));
}

/** Scales of the scene: heads share the limits of what they show. */
export function scalesOf(trace: TraceReader) {
  const headOutput = diverging(trace, headHue(0), "headOutputs");
  const weights = diverging(trace, "parameter", "wo");
  const contribution = diverging(trace, headHue(0), "contributions", "partial", "y", "removed");
  return {
    headOutput: (head: number): ColorScale => inHue(headOutput, headHue(head)),
    weights,
    contribution: (head: number): ColorScale => inHue(contribution, headHue(head)),
    output: inHue(contribution, "output"),
  };
}

/** Each head's output where it stands, named; the first with the words beside its rows. */
export function headOutputs(
  context: SceneContext,
  places: readonly Rect[],
  watched: (head: number) => boolean = () => true,
): readonly Mark[] {
  const { trace } = context;
  const scales = scalesOf(trace);
  return places.map((place, head) =>
    focused(
      grid(`o:head:${head}`, matrix(trace, "headOutputs", "token", "dim", { head }), scales.headOutput(head), place, {
        title: headName(place.width, head),
        ...(head === 0 ? { rowLabels: rowWords(context) } : {}),
      }),
      watched(head) && isOn(trace, head),
    ),
  );
}

/** The bands of Z. The first carries the name, if `named`; a head that is off has a dimmed band of zeros. */
export function bandsOfZ(
  context: SceneContext,
  places: readonly Rect[],
  watched: (head: number) => boolean = () => true,
  named = true,
): readonly GridMark[] {
  const { trace } = context;
  const sizes = sizesOf(trace);
  const scales = scalesOf(trace);
  return places.map((place, head) => {
    const mark = grid(zId(head), viewOfZ(trace, head), scales.headOutput(head), place, {
      layer: 1,
      ...(named && head === 0 ? { title: "Z", shape: `${sizes.n} × ${sizes.wide}`, rowLabels: rowWords(context) } : {}),
    });
    return watched(head) && isOn(trace, head) ? mark : dimmed(mark);
  });
}

export function viewOfZ(trace: TraceReader, head: number): TensorView {
  return bandOf(matrix(trace, "concat", "token", "wide"), head, sizesOf(trace).dim);
}

/** The identity of a head's band of Z through the scene. */
export function zId(head: number): string {
  return `z:head:${head}`;
}

/** A brace under each band with the head's number. */
export function bandBrackets(places: readonly Rect[]): readonly Mark[] {
  return places.map((place, head) =>
    bracket(`${zId(head)}:bracket`, place, "bottom", headName(place.width, head), { hue: headHue(head) }),
  );
}

export function headName(width: number, head: number): string {
  return fitting(width, `head ${head + 1}`, `${head + 1}`);
}

export function headLegend(trace: TraceReader, label: string): LegendEntry {
  return legend(label, scalesOf(trace).headOutput(0));
}
