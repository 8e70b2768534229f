/** What a reader of the page about heads can set. The attributes have the same names as the address. */
import type { RelationKind } from "../../trace/generated/RelationKind";
import { oneOf, place, words, type Codec } from "../shared/fields";
import type { Theme } from "../shared/settings";
import { onePlace, somePlaces, type Place } from "./head-places";
import { relationNames } from "./words";

export type View = "gallery" | "relations" | "prune";

export interface HeadsSettings {
  readonly view: View;
  /** The reader's sentence. */
  readonly text: string;
  /** The head that is looked at. */
  readonly head: Place;
  /** Heads that are switched off. */
  readonly off: readonly Place[];
  /** The relation that is looked for. */
  readonly relation: RelationKind;
  /** Which held-out text that has it, from 0. */
  readonly example: number;
  readonly theme: Theme;
}

export const views: readonly View[] = ["gallery", "relations", "prune"];
export const relations = Object.keys(relationNames) as readonly RelationKind[];
/** Held-out texts that can be stepped through, for each relation. */
export const mostExamples = 20;

export const initialHeads: HeadsSettings = {
  view: "gallery",
  text: "Anna Quill says that the keys near the cabinet are old. Anna",
  head: { layer: 1, head: 3 },
  off: [],
  relation: "pronoun-antecedent",
  example: 0,
  theme: "auto",
};

const codecs: { readonly [Name in keyof HeadsSettings]: Codec<HeadsSettings[Name]> } = {
  view: oneOf<View>(views),
  text: words,
  head: onePlace,
  off: somePlaces,
  relation: oneOf<RelationKind>(relations),
  example: place(mostExamples),
  theme: oneOf<Theme>(["auto", "light", "dark"]),
};

export const headsAttributes = Object.keys(codecs) as readonly (keyof HeadsSettings)[];

export interface HeadsReading {
  readonly settings: HeadsSettings;
  /** A sentence for each text that could not be taken as it was. */
  readonly notices: readonly string[];
}

/** Reads what `get` knows; the rest stays as in `base`. */
export function readHeads(get: (attribute: string) => string | null, base: HeadsSettings = initialHeads): HeadsReading {
  const notices: string[] = [];
  function read<Name extends keyof HeadsSettings>(name: Name): Pick<HeadsSettings, Name> {
    const raw = get(name);
    if (raw === null) return { [name]: base[name] } as Pick<HeadsSettings, Name>;
    const { value, notice } = codecs[name].read(raw, name, base[name]);
    if (notice !== undefined) notices.push(notice);
    return { [name]: value } as Pick<HeadsSettings, Name>;
  }
  const settings = {
    ...read("view"), ...read("text"), ...read("head"), ...read("off"), ...read("relation"), ...read("example"), ...read("theme"),
  };
  return { settings, notices };
}

/** What differs from the beginning, as a query string without `?`. */
export function writeHeads(settings: HeadsSettings): string {
  const parameters = new URLSearchParams();
  const write = <Name extends keyof HeadsSettings>(name: Name): void => {
    const text = codecs[name].write(settings[name]);
    if (text !== codecs[name].write(initialHeads[name])) parameters.set(name, text);
  };
  headsAttributes.forEach(write);
  return parameters.toString();
}
