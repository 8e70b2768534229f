/** What a reader of the speed page can set. The attributes have the same names as the address. */
import { everything, presets, type Kind, type Preset, type Selection } from "../../benchmark/selection";
import { oneOf, type Codec } from "../shared/fields";
import type { Theme } from "../shared/settings";

/** What the plot's upright axis shows. */
export type Metric = "rate" | "time";

export interface SpeedSettings {
  /** How thoroughly, and which cases unless others are chosen. */
  readonly preset: Preset;
  readonly kinds: readonly Kind[];
  /** n. */
  readonly sizes: readonly number[];
  /** d. */
  readonly widths: readonly number[];
  readonly metric: Metric;
  readonly theme: Theme;
}

export const initialSpeed: SpeedSettings = { ...chosenBy("quick"), metric: "rate", theme: "auto" };

/** A preset with its own cases. */
export function chosenBy(preset: Preset): Pick<SpeedSettings, "preset" | "kinds" | "sizes" | "widths"> {
  const { kinds, sizes, widths } = presets[preset];
  return { preset, kinds, sizes, widths };
}

export function selectionOf({ preset, kinds, sizes, widths }: SpeedSettings): Selection {
  return { kinds, sizes, widths, caches: presets[preset].caches };
}

const single = {
  preset: oneOf<Preset>(["quick", "full"]),
  metric: oneOf<Metric>(["rate", "time"]),
  theme: oneOf<Theme>(["auto", "light", "dark"]),
};
const lists = {
  kinds: severalOf(everything.kinds),
  sizes: severalOf(everything.sizes),
  widths: severalOf(everything.widths),
};

export const speedAttributes: readonly string[] = [...Object.keys(single), ...Object.keys(lists)];

export interface SpeedReading {
  readonly settings: SpeedSettings;
  /** A sentence for each text that could not be taken as it was. */
  readonly notices: readonly string[];
}

/** Reads what `get` knows, the rest stays as in `base`. A preset brings its cases, unless they are named too. */
export function readSpeed(get: (attribute: string) => string | null, base: SpeedSettings = initialSpeed): SpeedReading {
  const notices: string[] = [];
  function read<T>(codec: Codec<T>, attribute: string, initial: T): T {
    const raw = get(attribute);
    if (raw === null) return initial;
    const { value, notice } = codec.read(raw, attribute, initial);
    if (notice !== undefined) notices.push(notice);
    return value;
  }
  const preset = read(single.preset, "preset", base.preset);
  const own = get("preset") === null ? base : chosenBy(preset);
  const settings = {
    preset,
    kinds: read<readonly Kind[]>(lists.kinds, "kinds", own.kinds),
    sizes: read(lists.sizes, "sizes", own.sizes),
    widths: read(lists.widths, "widths", own.widths),
    metric: read(single.metric, "metric", base.metric),
    theme: read(single.theme, "theme", base.theme),
  };
  return { settings, notices };
}

/** What differs from the beginning, as a query string without `?`. The preset always stands. */
export function writeSpeed(settings: SpeedSettings): string {
  const parameters = new URLSearchParams({ preset: settings.preset });
  const own = chosenBy(settings.preset);
  for (const name of ["kinds", "sizes", "widths"] as const) {
    const text = settings[name].join();
    if (text !== own[name].join()) parameters.set(name, text);
  }
  for (const name of ["metric", "theme"] as const) {
    if (settings[name] !== initialSpeed[name]) parameters.set(name, settings[name]);
  }
  return parameters.toString();
}

/** Some of a few values, separated by commas, in the order of the choices. */
function severalOf<T extends string | number>(choices: readonly T[]): Codec<readonly T[]> {
  return {
    read(raw, label, initial) {
      const parts = raw.split(",").map((part) => part.trim());
      const value = choices.filter((choice) => parts.includes(String(choice)));
      const known = parts.every((part) => choices.some((choice) => String(choice) === part));
      if (known) return { value };
      const used = value.length > 0 ? value : initial;
      return { value: used, notice: `${label} can be ${choices.join(", ")}, not “${raw}”. Using ${used.join(", ")}.` };
    },
    write: (value) => value.join(),
  };
}
