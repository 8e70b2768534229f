// @vitest-environment happy-dom
import type { ReactiveControllerHost } from "lit";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Beat, Scene } from "../../scenes/scene";
import { step, toggle } from "../../timeline/playhead";
import { TraceReader } from "../../trace/reader";
import { Player } from "./player";

const beat = (id: string, x: number): Beat => ({
  id, title: id, formula: null,
  caption: () => ["a few words"],
  keyframes: () => [{ marks: [{ kind: "label", id: "dot", x, y: 0, text: "." }], frame: { x: 0, y: 0, width: 1, height: 1 }, legend: [] }],
});
const scenes: readonly Scene[] = [{ id: "one", title: "One", beats: [beat("a", 0), beat("b", 1), beat("c", 2)] }];
const context = {
  trace: new TraceReader({ version: 1, tokens: [], facts: [], tensors: [], steps: [] }),
  choice: { head: 0, row: 0 },
  aspect: "wide",
} as const;

function makePlayer() {
  const host = { addController: vi.fn(), removeController: vi.fn(), requestUpdate: vi.fn(), updateComplete: Promise.resolve(true) };
  const player = new Player(host satisfies ReactiveControllerHost, () => scenes, () => context);
  return { host, player };
}

describe("Player", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["requestAnimationFrame", "cancelAnimationFrame", "performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("asks for frames while it moves, and for none at rest", () => {
    const { host, player } = makePlayer();
    expect(vi.getTimerCount()).toBe(0);
    player.change(step);
    expect(player.head).toMatchObject({ beat: 1, t: 0, mode: "step" });
    vi.advanceTimersByTime(200);
    expect(player.head.t).toBeGreaterThan(0.2);
    expect(host.requestUpdate.mock.calls.length).toBeGreaterThan(5);
    vi.advanceTimersByTime(1000);
    expect(player.head).toMatchObject({ beat: 1, t: 1, mode: "still" });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("stops when its element leaves the page and goes on when it is back", () => {
    const { player } = makePlayer();
    player.change(toggle);
    player.hostDisconnected();
    expect(vi.getTimerCount()).toBe(0);
    player.hostConnected();
    vi.advanceTimersByTime(20_000);
    expect(player.head).toMatchObject({ beat: 2, t: 1, mode: "still" });
  });

  it("waits while nobody sees it play, and loses no time of the story", () => {
    const { player } = makePlayer();
    player.change(toggle);
    vi.advanceTimersByTime(100);
    player.show(false);
    const { t, rested } = player.head;
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(20_000);
    expect(player.head).toMatchObject({ beat: 1, t, rested, mode: "play" });
    player.show(true);
    vi.advanceTimersByTime(20_000);
    expect(player.head).toMatchObject({ beat: 2, t: 1, mode: "still" });
  });

  it("takes a single step out of sight", () => {
    const { player } = makePlayer();
    player.show(false);
    player.change(step);
    vi.advanceTimersByTime(1000);
    expect(player.head).toMatchObject({ beat: 1, t: 1, mode: "still" });
  });
});
