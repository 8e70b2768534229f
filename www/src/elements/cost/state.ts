/** All that is computed for what the reader has set; made anew whenever that changes. */
import type { Calculator } from "../../engine/costs";
import type { CostSheet } from "../../trace/generated/CostSheet";
import type { Facts } from "./figures/figure";
import { lengths, powers } from "./ladder";
import { machineOf, modelOf, settingOf, sizesOf, type CostSettings } from "./settings";
import { attentionName, flat, nested, type Sizes } from "./sizes";

/** The cache of one model against the length of a text. */
export interface Curve {
  readonly id: string;
  readonly name: string;
  readonly kind: ReturnType<typeof attentionName>;
  /** Whether it is the model that the sheet is about. */
  readonly own: boolean;
  /** Corners of the line: tokens and bytes. Between them it is straight, both axes being logarithmic. */
  readonly corners: readonly (readonly [tokens: number, bytes: number])[];
  /** Bytes of one token. */
  readonly token: number;
  /** Bytes of one text of so many tokens; null where they can't be counted. */
  at(tokens: number): number | null;
}

/** Decoding with another number of texts. */
export interface Step {
  readonly batch: number;
  readonly sheet: CostSheet;
  readonly fits: boolean;
}

export interface Computed {
  readonly settings: CostSettings;
  readonly facts: Facts;
  readonly sheet: CostSheet;
  /** How the model is called, with the reader's changes. */
  readonly name: string;
  readonly machine: string;
  readonly curves: readonly Curve[];
  /** Along powers of two. */
  readonly steps: readonly Step[];
}

/** @throws AttentionError when the engine refuses the sizes. */
export function compute(calculator: Calculator, settings: CostSettings): Computed {
  const setting = settingOf(calculator, settings);
  const sheet = calculator.sheet(setting);
  const sizes = sizesOf(calculator, settings);
  const { name } = modelOf(calculator, settings);
  const changed = Object.keys(settings.sizes).length > 0;
  const { batch, tokens, devices, storage, machine } = setting;
  const own = changed ? `${name}, changed` : name;
  const others = calculator.models.filter(({ id }) => settings.compare.includes(id) && (changed || id !== settings.model));
  const element = storage.cache;
  return {
    settings, sheet,
    facts: {
      sheet, sizes, tokens, batch, devices, weightBytes: storage.weights, cacheBytes: element,
      memory: machine.memory, bandwidth: machine.bandwidth, peak: machine.flops,
    },
    name: own,
    machine: Object.keys(settings.figures).length > 0 ? "your machine" : machineOf(calculator, settings).name,
    curves: [
      curveOf(calculator, { id: settings.model, name: own, own: true, sizes }, element, tokens),
      ...others.map(({ id, name, model }) => curveOf(calculator, { id, name, own: false, sizes: flat(model) }, element, tokens)),
    ],
    steps: powers.flatMap((batch) => stepOf(calculator, settings, batch)),
  };
}

function curveOf(
  calculator: Calculator, { sizes, ...named }: { id: string; name: string; own: boolean; sizes: Sizes }, element: number, tokens: number,
): Curve {
  const model = nested(sizes);
  const at = (length: number) => {
    try {
      return calculator.cacheCurve({ model, tokens: [length], element })[0] ?? null;
    } catch {
      return null;
    }
  };
  const [least = 1, most = least] = [Math.min(lengths[0] ?? 1, tokens), Math.max(lengths.at(-1) ?? 1, tokens)];
  const places = sizes.window > least && sizes.window < most ? [least, sizes.window, most] : [least, most];
  const corners = places.flatMap((length) => {
    const bytes = at(length);
    return bytes === null ? [] : [[length, bytes] as const];
  });
  return { ...named, kind: attentionName(sizes), corners, token: at(1) ?? 0, at };
}

/** None where that many texts are more than can be counted. */
function stepOf(calculator: Calculator, settings: CostSettings, batch: number): Step[] {
  try {
    const sheet = calculator.sheet(settingOf(calculator, { ...settings, batch }));
    return [{ batch, sheet, fits: sheet.spare >= 0 }];
  } catch {
    return [];
  }
}
