/**
 * The picture at any moment of a sequence of scenes: a pure function of (scenes, position, context).
 *
 * A beat moves from the rest before it through its keyframes. Each move has an equal share of t
 * and ends in a short hold, so that the eye arrives before it has to leave again.
 */
import type { DisplayList } from "../marks/display-list";
import type { Beat, CaptionPart, Scene, SceneContext } from "../scenes/scene";
import { clamp01 } from "./ease";
import { tween } from "./tween";

/** A moment: beat `beat` of scene `scene`, `t` from 0 (the rest before it) to 1 (its own rest). */
export interface Position {
  readonly scene: number;
  readonly beat: number;
  readonly t: number;
}

/** What the playhead must know of a beat to give it time. */
export interface BeatTiming {
  /** Moves between keyframes, counted from the rest before. */
  readonly moves: number;
  /** Words in the caption. */
  readonly words: number;
}

/** The part of a move's share of t that moves; the rest of the share holds still. */
export const MOVE_SHARE = 0.7;

// Keyframes are pure in (beat, context) and costly beside a tween, so each is made once. A context
// is dropped with the trace it holds.
const remembered = new WeakMap<SceneContext, Map<Beat, readonly DisplayList[]>>();

/** A beat's keyframes, made once for each context object. Throws when a beat has none. */
export function keyframesOf(beat: Beat, context: SceneContext): readonly DisplayList[] {
  let beats = remembered.get(context);
  if (!beats) remembered.set(context, (beats = new Map()));
  let keyframes = beats.get(beat);
  if (!keyframes) {
    keyframes = beat.keyframes(context);
    if (keyframes.length === 0) throw new Error(`beat ${beat.id} has no keyframes`);
    beats.set(beat, keyframes);
  }
  return keyframes;
}

/**
 * The display list at a position. The first beat of a later scene moves on from the last rest of
 * the scene before; the very first beat has nothing before it and starts at its first keyframe.
 */
export function frameAt(scenes: readonly Scene[], at: Position, context: SceneContext): DisplayList {
  const stops = stopsOf(scenes, at.scene, at.beat, context);
  const moves = stops.length - 1;
  const place = clamp01(at.t) * moves;
  const move = Math.min(Math.floor(place), moves - 1);
  const last = stops[moves];
  if (last === undefined) throw new RangeError(`no beat ${at.beat} in scene ${at.scene}`);
  const from = stops[move];
  const to = stops[move + 1];
  if (from === undefined || to === undefined || at.t >= 1) return last;
  return tween(from, to, clamp01((place - move) / MOVE_SHARE));
}

/** How many moves and words a beat has in this context. */
export function timingOf(scenes: readonly Scene[], scene: number, beat: number, context: SceneContext): BeatTiming {
  return {
    moves: Math.max(0, stopsOf(scenes, scene, beat, context).length - 1),
    words: countWords(beatAt(scenes, scene, beat)?.caption(context) ?? []),
  };
}

/** The caption as one plain sentence. */
export function captionText(parts: readonly CaptionPart[]): string {
  return parts.map((part) => (typeof part === "string" ? part : part.text)).join("");
}

function countWords(parts: readonly CaptionPart[]): number {
  return captionText(parts).split(/\s+/u).filter(Boolean).length;
}

/** The places a beat's motion goes through: the rest before it, then its keyframes. */
function stopsOf(scenes: readonly Scene[], scene: number, beat: number, context: SceneContext): readonly DisplayList[] {
  const current = beatAt(scenes, scene, beat);
  if (!current) return [];
  const keyframes = keyframesOf(current, context);
  const before = beatAt(scenes, scene, beat - 1) ?? scenes[scene - 1]?.beats.at(-1);
  const rest = before && keyframesOf(before, context).at(-1);
  return rest ? [rest, ...keyframes] : keyframes;
}

function beatAt(scenes: readonly Scene[], scene: number, beat: number): Beat | undefined {
  return beat < 0 ? undefined : scenes[scene]?.beats[beat];
}
