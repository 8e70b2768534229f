/**
 * Settings from text and back: the address of the page and the attributes of an element use the
 * same names. Whatever the text says, the result is a set of settings that can be computed;
 * what had to be changed is told in notices.
 */
import { nearest, type Field } from "./fields";
import {
  drawnSettings, fields, headChoices, initialSettings, settingNames, symbols, type SettingName, type Settings,
} from "./settings";
import { ownModel, sizesOfModel } from "./own-model";

/** A sentence for the reader about a setting that was not taken as given. */
export interface Notice {
  /** `parts`: what is not a setting, such as `hide`. */
  readonly setting: SettingName | "parts";
  readonly message: string;
}

export interface Reconciled {
  readonly settings: Settings;
  readonly notices: readonly Notice[];
}

/**
 * Reads every setting that `get` knows by its attribute name, the others stay as in `base`.
 * @param first What stands in for text that means nothing.
 */
export function readSettings(
  get: (attribute: string) => string | null,
  base: Settings = initialSettings,
  first: Settings = base,
): Reconciled {
  const notices: Notice[] = [];
  const given: Partial<Record<SettingName, unknown>> = {};
  for (const name of settingNames) {
    const field = fields[name] as Field<unknown>;
    const raw = get(field.attribute);
    if (raw === null) continue;
    const { value, notice } = field.read(raw, symbols[name] ?? field.attribute, first[name]);
    given[name] = value;
    if (notice !== undefined) notices.push({ setting: name, message: notice });
  }
  // Without a word about g every head keeps its own keys and values.
  if (given.heads !== undefined && given.kvHeads === undefined) given.kvHeads = given.heads;
  // A size or a seed means random weights, unless the weights are named.
  if (given.weights === undefined && drawnSettings.some((name) => given[name] !== undefined)) given.weights = "random";
  const reconciled = reconcile({ ...base, ...given } as Settings);
  return { settings: reconciled.settings, notices: [...notices, ...reconciled.notices] };
}

export function readAddress(search: string, base: Settings = initialSettings, first: Settings = base): Reconciled {
  const parameters = new URLSearchParams(search);
  return readSettings((attribute) => parameters.get(attribute), base, first);
}

/** The settings that differ from the first ones, as a query string without `?`. The scene always stands. */
export function writeAddress(settings: Settings, first: Settings = initialSettings): string {
  const parameters = new URLSearchParams();
  for (const name of settingNames) {
    if (!applies(name, settings)) continue;
    const field = fields[name] as Field<unknown>;
    const text = field.write(settings[name]);
    // What a missing g means depends on h.
    const initial = name === "kvHeads" ? settings.heads : first[name];
    if (name === "scene" || text !== field.write(initial)) parameters.set(field.attribute, text);
  }
  return parameters.toString();
}

/** What a link does not carry where the model is the reader's own. */
const ofTheModel: ReadonlySet<SettingName> = new Set([...drawnSettings, "weights", "layer", "text", "head", "row", "headsOff", "temperature"]);

/** Whether a setting has a meaning beside the others. */
function applies(name: SettingName, { weights }: Settings): boolean {
  if (weights === "own") return !ofTheModel.has(name);
  if (name === "layer") return weights === "trained";
  return weights === "random" || !(drawnSettings as readonly SettingName[]).includes(name);
}

/** The values from `choices` that divide `whole`. */
export function divisors(whole: number, choices: readonly number[] = headChoices): readonly number[] {
  return choices.filter((choice) => whole % choice === 0);
}

/** Every whole number that divides `whole`, ascending. */
export function allDivisors(whole: number): readonly number[] {
  return Array.from({ length: whole }, (_, place) => place + 1).filter((each) => whole % each === 0);
}

/** Settings that agree with each other: h divides d_model, g divides h, chosen heads exist. */
export function reconcile(wanted: Settings): Reconciled {
  const notices: Notice[] = [];
  const heads = nearest(divisors(wanted.dModel), wanted.heads);
  if (heads !== wanted.heads) {
    const message = `h = ${wanted.heads} does not divide d_model = ${wanted.dModel}. Using h = ${heads}.`;
    notices.push({ setting: "heads", message });
  }
  // As many key heads as query heads: that stays so when h had to move.
  const wantedGroups = wanted.kvHeads === wanted.heads ? heads : wanted.kvHeads;
  const kvHeads = nearest(divisors(heads), wantedGroups);
  if (kvHeads !== wantedGroups) {
    const message = `g = ${wantedGroups} does not divide h = ${heads}. Using g = ${kvHeads}.`;
    notices.push({ setting: "kvHeads", message });
  }
  // Nobody but the reader has that model: an address or an attribute can only name it.
  const weights = wanted.weights === "own" && ownModel.info === null ? "trained" : wanted.weights;
  if (weights !== wanted.weights) {
    notices.push({ setting: "weights", message: "A model of your own is not in a link: open its files again. This is the trained one." });
  }
  const model = sizesOfModel(weights);
  const present = weights === "random" ? heads : model.heads;
  const headsOff = wanted.headsOff.filter((off) => off < present);
  if (headsOff.length < wanted.headsOff.length) {
    const message = `There are heads 1 to ${present}; other heads can’t be switched off.`;
    notices.push({ setting: "headsOff", message });
  }
  const head = Math.min(wanted.head, present - 1);
  const layer = Math.min(wanted.layer, model.layers - 1);
  const sinks = Math.min(wanted.sinks, wanted.window);
  if (sinks < wanted.sinks) {
    const message = `${wanted.sinks} sinks are more than the window of ${wanted.window}. Using ${sinks}.`;
    notices.push({ setting: "sinks", message });
  }
  const groups = wanted.groups === 0 ? 0 : nearest(allDivisors(present), wanted.groups);
  if (groups !== wanted.groups) {
    notices.push({ setting: "groups", message: `${wanted.groups} groups do not divide ${present} heads. Using ${groups}.` });
  }
  return { settings: { ...wanted, weights, layer, heads, kvHeads, head, headsOff, sinks, groups }, notices };
}
