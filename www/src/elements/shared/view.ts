/** What there is to see of a trace: the picture and its caption. Each is the same object until something in it changes. */
import { tensorsIn, type DisplayList } from "../../marks/display-list";
import { legendHeight } from "../../marks/legend";
import type { Beat, CaptionPart, Choice, Scene, SceneContext } from "../../scenes/scene";
import { sameSheet, sheetFor, type Sheet } from "../../scenes/sheet";
import { frameAt, keyframesOf } from "../../timeline/frame";
import type { Playhead } from "../../timeline/playhead";
import type { TraceReader } from "../../trace/reader";

/** What is looked at, and where the story stands. */
export interface Seen {
  readonly reader: TraceReader | null;
  readonly choice: Choice;
  readonly scenes: readonly Scene[];
  readonly scene: Scene;
  readonly beat: Beat | null;
  readonly player: { readonly head: Playhead };
}

export class View {
  private sheet: Sheet = sheetFor(1000, 630);
  private current: SceneContext | null = null;
  private captioned: { context: SceneContext; beat: Beat; parts: readonly CaptionPart[] } | null = null;

  constructor(private readonly seen: Seen) {}

  /** What scenes draw from; null before there is a trace. */
  get context(): SceneContext | null {
    const { sheet, current } = this;
    const { reader, choice } = this.seen;
    if (reader === null) return null;
    const same = current !== null && current.trace === reader && current.sheet === sheet
      && current.choice.head === choice.head && current.choice.row === choice.row;
    if (!same) this.current = { trace: reader, choice, aspect: sheet.aspect, sheet };
    return this.current;
  }

  /** What to draw now; null before there is a trace. At rest the same object, frame after frame. */
  get picture(): DisplayList | null {
    const { context } = this;
    const { scene, scenes, player } = this.seen;
    // An outline draws nothing: the reader waits for the scene itself.
    return context === null || scene.load !== undefined ? null : frameAt(scenes, player.head, context);
  }

  /** The caption of the beat. */
  get caption(): readonly CaptionPart[] {
    const { context, captioned } = this;
    const { beat } = this.seen;
    if (context === null || beat === null) return [];
    if (captioned?.context !== context || captioned.beat !== beat) this.captioned = { context, beat, parts: beat.caption(context) };
    return this.captioned?.parts ?? [];
  }

  /** The tensors in the picture of a beat at rest. */
  tensorsOf(beat: Beat | null): ReadonlySet<string> {
    const { context } = this;
    const rest = beat === null || context === null ? undefined : keyframesOf(beat, context).at(-1);
    return rest === undefined ? new Set() : tensorsIn(rest);
  }

  /** Takes the size of the stage, in CSS pixels; whether the picture changes with it. */
  resize(width: number, height: number): boolean {
    const sheet = sheetFor(width, height - legendHeight(width));
    if (sameSheet(sheet, this.sheet)) return false;
    this.sheet = sheet;
    return true;
  }
}
