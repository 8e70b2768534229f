/**
 * A scene is a list of beats; a beat is a caption, a formula and keyframes.
 *
 * A beat's last keyframe is its rest: what stands still while the reader reads. Motion is never
 * written by hand: the timeline interpolates from the previous beat's rest through the keyframes,
 * matching marks by id, so drawing is a pure function of (trace, beat, t) and stepping back,
 * scrubbing and reduced motion are the same code.
 */
import type { DisplayList } from "../marks/display-list";
import type { TraceReader } from "../trace/reader";
import type { Sheet } from "./sheet";
import type { Target } from "./target";

/** A piece of a caption: plain text, or words that stand for cells and light them. */
export type CaptionPart = string | CaptionLink;
export interface CaptionLink {
  readonly text: string;
  readonly target: Target;
}

/** What the reader has chosen to look at; scenes follow it, the trace does not change. */
export interface Choice {
  readonly head: number;
  /** The query row followed closely. */
  readonly row: number;
}

/** Everything a keyframe may depend on. */
export interface SceneContext {
  readonly trace: TraceReader;
  readonly choice: Choice;
  /** `wide`: landscape, about 1.6 : 1. `tall`: portrait phone, about 1 : 1.1. */
  readonly aspect: Sheet["aspect"];
  /** Where the picture will stand, so that room for text can be planned. Without it, a usual one. */
  readonly sheet?: Sheet;
}

export interface Beat {
  /** Stable name, unique in its scene: it stands in URLs. */
  readonly id: string;
  /** A few words for the timeline's tooltip and the table of beats. */
  readonly title: string;
  /** Key into the scene's formulas.json (TeX, rendered to MathML when building), or null. */
  readonly formula: string | null;
  /** In its place where the trace is of a trained model. */
  readonly trainedFormula?: TrainedFormula;
  caption(context: SceneContext): readonly CaptionPart[];
  /** At least one display list; each is a place where motion comes to rest for a moment. */
  keyframes(context: SceneContext): readonly DisplayList[];
}

/** Keys of formulas by what a trained model's layer has; null: no formula says it. */
export type TrainedFormula = Readonly<Partial<Record<"stream" | "biased" | "rootMeanSquare" | "turned", string>>>;

export interface Scene {
  readonly id: string;
  readonly title: string;
  /** For the timeline, where it has no room for the title. */
  readonly short?: string;
  readonly beats: readonly Beat[];
  /** Whether its beats draw the walk over tiles, which a trace holds when it is asked for. */
  readonly walksTiles?: boolean;
  /** Whether its beats draw a cache, for which a trace is run as prompt and steps when it is asked for. */
  readonly keepsCache?: boolean;
  /** Its formulas as MathML, where they come with the drawing. */
  readonly formulas?: Readonly<Record<string, string>>;
  /** What tensors hold that only it draws, where the words come with the drawing. */
  readonly names?: Readonly<Record<string, string>>;
  /** Fetches the scene itself where this is its outline. */
  readonly load?: () => Promise<Scene>;
}
