/** What can be left away of a scene, in words, and how it is read from an address. */
import { hideable, hiddenBy, type Hideable } from "../shared/hidden";
import { initialExtras, type Extras } from "./snippets";

const names: Partial<Record<Hideable, string>> = {
  caption: "Caption", formula: "Formula", predictions: "Next words, with the trained model", zoom: "Zoom buttons", notices: "Notices",
  timeline: "The whole timeline", play: "Play button", step: "Step buttons", scenes: "The scene’s name", speed: "Speed",
};

/** The parts that one scene has. */
export const partNames = hideable.flatMap((part) => {
  const name = names[part];
  return name === undefined ? [] : [{ part, name }];
});

/** What an address says beside the settings; what it says wrongly is as usual. */
export function readExtras(address: URLSearchParams): Extras {
  const controls = (["all", "timeline", "none"] as const).find((each) => each === address.get("controls")) ?? initialExtras.controls;
  const wanted = hiddenBy("all", address.get("hide") ?? "", "all").hidden;
  return {
    controls,
    hide: partNames.map(({ part }) => part).filter((part) => wanted.has(part)),
    autoplay: address.has("autoplay"),
    eager: address.has("eager"),
  };
}
