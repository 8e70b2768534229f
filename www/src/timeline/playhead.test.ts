import { describe, expect, it } from "vitest";
import {
  end, home, isMoving, MOVE_MS, pause, play, playheadAt, progress, readingTime, scrub, seek, setSpeed, step, stepBack, tick, toggle,
  type Playhead, type Score,
} from "./playhead";

const score: Score = {
  beats: [2, 1],
  timing: (scene, beat) => ({ moves: scene === 0 && beat === 0 ? 0 : 2, words: 10 }),
  reducedMotion: false,
};
const still: Score = { ...score, reducedMotion: true };
const where = (head: Playhead): (number | string)[] => [head.scene, head.beat, head.t, head.mode];

/** Lets `milliseconds` pass in frames of 10. */
function run(head: Playhead, milliseconds: number, on: Score = score): Playhead {
  for (let passed = 0; passed < milliseconds; passed += 10) head = tick(head, on, 10);
  return head;
}

describe("playhead", () => {
  it("starts at rest", () => {
    expect(where(playheadAt(score))).toEqual([0, 0, 1, "still"]);
    expect(where(playheadAt(score, 9, -4))).toEqual([1, 0, 1, "still"]);
    expect(where(playheadAt(score, NaN, 1.7))).toEqual([0, 1, 1, "still"]);
  });

  it("plays moves and rests to the end and stops there", () => {
    let head = play(playheadAt(score), score);
    expect(where(head)).toEqual([0, 1, 0, "play"]);
    head = run(head, MOVE_MS);
    expect(head.t).toBeCloseTo(0.5, 9);
    head = run(head, MOVE_MS + readingTime(10) - 50);
    expect(where(head)).toEqual([0, 1, 1, "play"]);
    head = run(head, 100);
    expect(head).toMatchObject({ scene: 1, beat: 0, mode: "play" });
    head = run(head, 60_000);
    expect(where(head)).toEqual([1, 0, 1, "still"]);
    expect(where(play(head, score))).toEqual([0, 0, 1, "play"]);
  });

  it("pauses in the middle of a move and goes on from there", () => {
    const head = pause(run(play(playheadAt(score), score), 300));
    expect(where(tick(head, score, 100))).toEqual([0, 1, head.t, "still"]);
    expect(toggle(head, score)).toMatchObject({ t: head.t, mode: "play" });
    expect(toggle(toggle(head, score), score).mode).toBe("still");
  });

  it("steps by a short move; a second step lands at once", () => {
    const moving = step(playheadAt(score), score);
    expect(where(moving)).toEqual([0, 1, 0, "step"]);
    expect(where(step(run(moving, 100), score))).toEqual([0, 1, 1, "still"]);
    expect(where(run(moving, 2 * MOVE_MS + 10))).toEqual([0, 1, 1, "still"]);
    expect(where(step(end(moving, score), score))).toEqual([1, 0, 1, "still"]);
  });

  it("steps back to the rest before at once", () => {
    expect(where(stepBack(playheadAt(score, 1, 0), score))).toEqual([0, 1, 1, "still"]);
    expect(where(stepBack(playheadAt(score), score))).toEqual([0, 0, 1, "still"]);
    expect(where(stepBack(run(step(playheadAt(score), score), 50), score))).toEqual([0, 0, 1, "still"]);
  });

  it("seeks to a rest, or plays on from a beat when playing", () => {
    expect(where(seek(playheadAt(score), score, 1, 0))).toEqual([1, 0, 1, "still"]);
    expect(where(seek(play(playheadAt(score), score), score, 1, 5))).toEqual([1, 0, 0, "play"]);
  });

  it("scrubs over all beats and agrees with progress", () => {
    for (const fraction of [0, 0.2, 1 / 3, 0.5, 2 / 3, 0.99, 1]) {
      const head = scrub(playheadAt(score), score, fraction);
      expect(progress(head, score)).toBeCloseTo(fraction, 12);
      expect(head.mode).toBe("still");
    }
    expect(where(scrub(playheadAt(score), score, 2 / 3))).toEqual([0, 1, 1, "still"]);
    expect(where(home(playheadAt(score, 1, 0), score))).toEqual([0, 0, 1, "still"]);
    expect(progress(end(playheadAt(score), score), score)).toBe(1);
  });

  it("goes faster by the speed, within limits", () => {
    const head = play(setSpeed(playheadAt(score), 4), score);
    expect(tick(head, score, 100).t).toBeCloseTo(400 / (2 * MOVE_MS), 9);
    expect(setSpeed(head, 100).speed).toBe(4);
    expect(setSpeed(head, 0).speed).toBe(0.5);
  });

  it("never skips a beat after a long pause between ticks", () => {
    const head = tick(play(playheadAt(score), score), score, 1e9);
    expect(head).toMatchObject({ scene: 0, beat: 1 });
    expect(head.t).toBeLessThan(1);
  });

  it("shows beats at rest when motion is reduced, with the same reading time", () => {
    expect(where(step(playheadAt(still), still))).toEqual([0, 1, 1, "still"]);
    const playing = play(playheadAt(still), still);
    expect(where(playing)).toEqual([0, 1, 1, "play"]);
    expect(run(playing, readingTime(10) - 20, still)).toMatchObject({ scene: 0, beat: 1 });
    expect(where(run(playing, readingTime(10) + 20, still))).toEqual([1, 0, 1, "play"]);
  });

  it("knows when nothing moves", () => {
    expect(isMoving(playheadAt(score))).toBe(false);
    expect(isMoving(step(playheadAt(score), score))).toBe(true);
    const rest = playheadAt(score);
    expect(tick(rest, score, 16)).toBe(rest);
  });
});
