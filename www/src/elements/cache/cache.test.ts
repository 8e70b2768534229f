// @vitest-environment happy-dom
import { expect, it } from "vitest";
import type { HeadwiseChoice } from "../choice/choice";
import type { CacheSizes } from "../shared/extras";
import { initialSettings, type Settings } from "../shared/settings";
import { allInside, heard, inside, mount } from "../testing/mount";
import "./cache";

const sizes: CacheSizes = { prompt: 5, steps: 3, mostPrompt: 11, mostSteps: 48, heads: 6, groups: 3 };
const make = (settings: Partial<Settings> = {}, of: CacheSizes | null = sizes) =>
  mount("headwise-cache", { settings: { ...initialSettings, ...settings }, sizes: of });

const limits = (element: HTMLElement) => allInside<HTMLInputElement>(element, "input").map(({ min, max, value }) => [min, value, max]);

it("goes as far as the text and the window let it", async () => {
  expect(limits(await make())).toEqual([["1", "5", "11"], ["1", "3", "48"], ["1", "4", "16"], ["1", "5", "24"], ["0", "3", "5"]]);
  expect(limits(await make({ window: 64, block: 40, sinks: 12 })).slice(2)).toEqual([["1", "40", "40"], ["1", "64", "64"], ["0", "12", "12"]]);
});

it("compares groups that divide the heads", async () => {
  const element = await make();
  const choice = inside<HeadwiseChoice>(element, "headwise-choice");
  expect([choice.value, choice.options.map(({ value }) => value)]).toEqual(["3", ["1", "2", "3", "6"]]);
  const asked = heard<Partial<Settings>>(element, "headwise-set");
  choice.dispatchEvent(new CustomEvent("headwise-choose", { detail: "2" }));
  expect(asked).toEqual([{ groups: 2 }]);
});

it("asks neither for a prompt nor for steps where there is no cache", async () => {
  expect(allInside(await make({}, null), "input").map(({ id }) => id)).toEqual(["block", "window", "sinks"]);
});

it.each(["prompt", "steps", "block", "window"] as const)("asks for another size: %s", async (size) => {
  const element = await make();
  const asked = heard<Partial<Settings>>(element, "headwise-set");
  const slider = inside<HTMLInputElement>(element, `#${size}`);
  slider.value = "7";
  slider.dispatchEvent(new Event("input"));
  expect(asked).toEqual([{ [size]: 7 }]);
});
