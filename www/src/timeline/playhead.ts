/**
 * Where the story stands and how it goes on: a state machine over the beats of all scenes, laid
 * out on one timeline. No DOM and no clock: whoever has one calls `tick` with the time that passed.
 *
 * A beat is a short move (t from 0 to 1) and then a rest, long enough to read its caption.
 */
import { clamp01 } from "./ease";
import type { BeatTiming, Position } from "./frame";

export interface Playhead extends Position {
  /** `still`; `step`: plays this beat's move and stops; `play`: goes on to the end. */
  readonly mode: "still" | "step" | "play";
  /** Milliseconds of reading time spent at this rest. */
  readonly rested: number;
  readonly speed: number;
}

/** What is played. */
export interface Score {
  /** Number of beats in each scene; at least one scene, each with at least one beat. */
  readonly beats: readonly number[];
  timing(scene: number, beat: number): BeatTiming;
  /** Beats appear at their rest, without movement. */
  readonly reducedMotion: boolean;
}

/** Milliseconds from one keyframe to the next: 350 of movement and a hold (see MOVE_SHARE). */
export const MOVE_MS = 500;
export const SPEEDS: readonly number[] = [0.5, 1, 2, 4];
/** A longer pause between ticks (a hidden tab) counts as this, so that no beat is missed. */
const LONGEST_TICK_MS = 250;
const READING_MS_PER_WORD = 280;
const READING_MS_AT_LEAST = 1800;

/** Milliseconds at speed 1 that a caption of so many words stands still. */
export function readingTime(words: number): number {
  return Math.max(READING_MS_AT_LEAST, words * READING_MS_PER_WORD);
}

/** At rest on a beat, clamped to what exists. */
export function playheadAt(score: Score, scene = 0, beat = 0): Playhead {
  return { ...clamped(score, scene, beat), t: 1, mode: "still", rested: 0, speed: 1 };
}

/** Goes on from here; from the last rest it starts over. */
export function play(head: Playhead, score: Score): Playhead {
  if (head.mode === "play") return head;
  if (head.t < 1) return { ...head, mode: "play", rested: 0 };
  const next = neighbour(score, head, 1) ?? { scene: 0, beat: 0 };
  return { ...arriving(head, score, next), mode: "play" };
}

export function pause(head: Playhead): Playhead {
  return head.mode === "still" ? head : { ...head, mode: "still" };
}

export function toggle(head: Playhead, score: Score): Playhead {
  return head.mode === "play" ? pause(head) : play(head, score);
}

/** To the next rest by its short move; during a move, to its rest at once. */
export function step(head: Playhead, score: Score): Playhead {
  if (head.t < 1) return { ...head, t: 1, mode: "still", rested: 0 };
  const next = neighbour(score, head, 1);
  if (!next) return pause(head);
  const moved = arriving(head, score, next);
  return { ...moved, mode: moved.t < 1 ? "step" : "still" };
}

/** To the rest before this beat, at once. */
export function stepBack(head: Playhead, score: Score): Playhead {
  const previous = neighbour(score, head, -1) ?? { scene: head.scene, beat: head.beat };
  return { ...head, ...previous, t: 1, mode: "still", rested: 0 };
}

/** To a beat: at its rest, or playing on from there when it was playing. */
export function seek(head: Playhead, score: Score, scene: number, beat: number): Playhead {
  const target = clamped(score, scene, beat);
  if (head.mode === "play") return arriving(head, score, target);
  return { ...head, ...target, t: 1, mode: "still", rested: 0 };
}

/** To a place on the whole timeline, 0 to 1. Stops playing: the reader has taken hold. */
export function scrub(head: Playhead, score: Score, fraction: number): Playhead {
  const count = beatCount(score);
  const place = clamp01(fraction) * count;
  // The end of one beat is the start of the next; at the seam the finished beat's words fit.
  const index = Math.max(0, Math.min(count - 1, Math.ceil(place) - 1));
  return { ...head, ...fromFlat(score, index), t: clamp01(place - index), mode: "still", rested: 0 };
}

export function home(head: Playhead, score: Score): Playhead {
  return { ...head, ...clamped(score, 0, 0), t: 1, mode: "still", rested: 0 };
}

export function end(head: Playhead, score: Score): Playhead {
  return { ...head, ...fromFlat(score, beatCount(score) - 1), t: 1, mode: "still", rested: 0 };
}

/** Sets the speed, kept within 0.5 to 4. */
export function setSpeed(head: Playhead, speed: number): Playhead {
  return { ...head, speed: Math.min(4, Math.max(0.5, speed)) };
}

/** Whether `tick` would change anything: when false, nobody needs to call it. */
export function isMoving(head: Playhead): boolean {
  return head.mode !== "still";
}

/** The state after `elapsed` milliseconds. */
export function tick(head: Playhead, score: Score, elapsed: number): Playhead {
  if (!isMoving(head)) return head;
  let left = Math.min(elapsed, LONGEST_TICK_MS) * head.speed;
  let now = head;
  for (;;) {
    const timing = score.timing(now.scene, now.beat);
    if (now.t < 1) {
      const length = score.reducedMotion ? 0 : timing.moves * MOVE_MS;
      const t = length > 0 ? now.t + left / length : 1;
      if (t < 1) return { ...now, t };
      left -= (1 - now.t) * length;
      now = atRest(now);
    }
    if (now.mode === "step") return { ...now, mode: "still" };
    const needed = readingTime(timing.words);
    if (now.rested + left < needed) return { ...now, rested: now.rested + left };
    const next = neighbour(score, now, 1);
    if (!next) return { ...now, mode: "still", rested: 0 };
    left -= needed - now.rested;
    now = arriving(now, score, next);
  }
}

/** The place on the whole timeline, 0 to 1: every beat has an equal share. */
export function progress(head: Position, score: Score): number {
  return (toFlat(score, head) + clamp01(head.t)) / beatCount(score);
}

export function beatCount(score: Score): number {
  return score.beats.reduce((sum, beats) => sum + beats, 0);
}

type Place = Pick<Position, "scene" | "beat">;

function atRest(head: Playhead): Playhead {
  return { ...head, t: 1, rested: 0 };
}

/** At the start of a beat's move, or at its rest when it does not move. */
function arriving(head: Playhead, score: Score, place: Place): Playhead {
  const still = score.reducedMotion || score.timing(place.scene, place.beat).moves === 0;
  return { ...head, ...place, t: still ? 1 : 0, rested: 0 };
}

function clamped(score: Score, scene: number, beat: number): Place {
  const inScene = Math.max(0, Math.min(score.beats.length - 1, Math.trunc(scene) || 0));
  const beats = score.beats[inScene] ?? 1;
  return { scene: inScene, beat: Math.max(0, Math.min(beats - 1, Math.trunc(beat) || 0)) };
}

function toFlat(score: Score, place: Place): number {
  return score.beats.slice(0, place.scene).reduce((sum, beats) => sum + beats, 0) + place.beat;
}

function fromFlat(score: Score, index: number): Place {
  let left = index;
  for (const [scene, beats] of score.beats.entries()) {
    if (left < beats) return { scene, beat: left };
    left -= beats;
  }
  throw new RangeError(`no beat ${index} in a score of ${beatCount(score)}`);
}

function neighbour(score: Score, place: Place, by: 1 | -1): Place | null {
  const index = toFlat(score, place) + by;
  return index < 0 || index >= beatCount(score) ? null : fromFlat(score, index);
}
