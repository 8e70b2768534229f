// @vitest-environment happy-dom
import { expect, it } from "vitest";
import { initialSettings, type Settings } from "../shared/settings";
import { allInside, heard, inside, mount } from "../testing/mount";
import "./tiles";

const make = (settings: Partial<Settings> = {}) =>
  mount("headwise-tiles", { settings: { ...initialSettings, ...settings }, tokens: 11 });

it("goes from one to the sentence, and further where a size is larger already", async () => {
  const limits = (element: HTMLElement) => allInside<HTMLInputElement>(element, "input").map(({ min, max }) => [min, max]);
  expect(limits(await make())).toEqual([["1", "11"], ["1", "11"], ["1", "11"]]);
  expect(limits(await make({ tileColumns: 64 }))).toEqual([["1", "11"], ["1", "64"], ["1", "11"]]);
});

it.each(["tileRows", "tileColumns", "splits"] as const)("asks for another size: %s", async (size) => {
  const element = await make();
  const asked = heard<Partial<Settings>>(element, "headwise-set");
  const slider = inside<HTMLInputElement>(element, `#${size}`);
  slider.value = "7";
  slider.dispatchEvent(new Event("input"));
  expect(asked).toEqual([{ [size]: 7 }]);
});
