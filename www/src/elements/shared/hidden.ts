/** Which parts of an element its attributes `controls` and `hide` leave away. */

/** Everything that can be left away; the picture stays. */
export const hideable = [
  "bar", "settings", "table", "theme", "derivation", "backend",
  "caption", "formula", "predictions", "notices", "zoom",
  "timeline", "play", "step", "scenes", "speed",
] as const;

export type Hideable = (typeof hideable)[number];
export type Hidden = ReadonlySet<Hideable>;

/** What each value of `controls` leaves away. */
const without = {
  all: [],
  timeline: ["bar", "settings", "table", "theme", "derivation", "backend"],
  none: ["bar", "settings", "table", "theme", "derivation", "backend", "timeline", "zoom"],
} as const satisfies Record<string, readonly Hideable[]>;

export type Controls = keyof typeof without;

export interface Chosen {
  readonly hidden: Hidden;
  /** What could not be taken as it was given, in a sentence each. */
  readonly problems: readonly string[];
}

/**
 * @param controls As the attribute has it; empty or null: `usual`.
 * @param hide Names between spaces or commas.
 */
export function hiddenBy(controls: string | null, hide: string, usual: Controls): Chosen {
  const problems: string[] = [];
  const wanted = controls === null || controls === "" ? usual : controls;
  const known = wanted in without;
  if (!known) problems.push(`controls can be ${Object.keys(without).join(", ")}, not “${wanted}”. Using ${usual}.`);
  const hidden = new Set<Hideable>(without[known ? (wanted as Controls) : usual]);
  for (const name of hide.split(/[\s,]+/u).filter((part) => part !== "")) {
    const part = hideable.find((each) => each === name);
    if (part === undefined) problems.push(`There is no part “${name}” to hide: there are ${hideable.join(", ")}.`);
    else hidden.add(part);
  }
  return { hidden, problems };
}
