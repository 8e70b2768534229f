// @vitest-environment happy-dom
import { describe, expect, it, vi } from "vitest";
import type { Beat, Scene } from "../../scenes/scene";
import { playheadAt, type Playhead, type Score } from "../../timeline/playhead";
import type { Player } from "../shared/player";
import type { Settings } from "../shared/settings";
import { allInside, heard, inside, mount, textOf } from "../testing/mount";
import "./timeline";

const beat = (id: string): Beat => ({ id, title: `Beat ${id}`, formula: null, caption: () => [], keyframes: () => [] });
const scenes: readonly Scene[] = [
  { id: "one", title: "One", beats: [beat("a"), beat("b")] },
  { id: "two", title: "Two and W_O", beats: [beat("c")] },
];
const score: Score = { beats: [2, 1], timing: () => ({ moves: 0, words: 1 }), reducedMotion: false };

/** A timeline at a beat, and where its player is sent. */
async function make(scene: number, at: number, mode: Playhead["mode"] = "still") {
  const head = { ...playheadAt(score, scene, at), mode };
  const change = vi.fn((action: (head: Playhead, score: Score) => Playhead) => action(head, score));
  const player = { head, score, change } as unknown as Player;
  const timeline = await mount("headwise-timeline", { scenes, player, head });
  return { timeline, sentTo: () => change.mock.results.map(({ value }) => [value.scene, value.beat, value.mode]) };
}

describe("<headwise-timeline>", () => {
  it("names the scenes and says where it stands", async () => {
    const { timeline } = await make(0, 1);
    expect(allInside(timeline, ".name").map(textOf)).toEqual(["One", "Two and WO"]);
    const range = inside<HTMLInputElement>(timeline, "input");
    expect(range.getAttribute("aria-valuetext")).toBe("One, 2 of 2: Beat b");
    expect(Number(range.value)).toBe(2);
    expect(allInside(timeline, ".beat span").map((fill) => fill.style.transform)).toEqual(["scaleX(1)", "scaleX(1)", "scaleX(0)"]);
  });

  it("has no step before the first beat nor after the last", async () => {
    const disabled = async (scene: number, at: number) =>
      allInside<HTMLButtonElement>((await make(scene, at)).timeline, ".buttons button").map((button) => button.disabled);
    expect(await disabled(0, 0)).toEqual([true, false, false]);
    expect(await disabled(1, 0)).toEqual([false, false, true]);
  });

  it("plays, steps and goes to scenes", async () => {
    const { timeline, sentTo } = await make(0, 1);
    for (const button of allInside<HTMLButtonElement>(timeline, ".buttons button, .name")) button.click();
    expect(sentTo()).toEqual([[0, 0, "still"], [1, 0, "play"], [1, 0, "still"], [0, 0, "still"], [1, 0, "still"]]);
  });

  it("offers to pause while it plays", async () => {
    const { timeline } = await make(0, 0, "play");
    expect(inside(timeline, ".play").getAttribute("aria-label")).toBe("Pause");
  });

  it("scrubs by the range and obeys its keys", async () => {
    const { timeline, sentTo } = await make(0, 0);
    const range = inside<HTMLInputElement>(timeline, "input");
    Object.defineProperty(range, "valueAsNumber", { value: 3 });
    range.dispatchEvent(new Event("input"));
    const end = new KeyboardEvent("keydown", { key: "End", cancelable: true });
    range.dispatchEvent(end);
    expect(end.defaultPrevented).toBe(true);
    expect(sentTo()).toEqual([[1, 0, "still"], [1, 0, "still"]]);
  });

  it("asks for another speed", async () => {
    const { timeline } = await make(0, 0);
    const wanted = heard<Partial<Settings>>(timeline, "headwise-set");
    const select = inside<HTMLSelectElement>(timeline, "select");
    select.value = "2";
    select.dispatchEvent(new Event("change"));
    expect(wanted).toEqual([{ speed: 2 }]);
  });
});
