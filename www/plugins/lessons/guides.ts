/**
 * The blocks of a lesson that are more than Markdown.
 *
 *     :::source crates/headwise-core/src/reference.rs fn softmax
 *
 *     :::guide
 *     (a scene's fence, which stands beside the text)
 *     :::beat scores row=3
 *     (what is said while the scene is at this beat, with these settings)
 *     :::
 */

export interface Beat {
  /** The id of the scene in the lesson. */
  readonly scene: string;
  readonly beat: string;
  /** Attributes that the scene gets with it. */
  readonly set: Readonly<Record<string, string>>;
  readonly text: string;
}

export type Block =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "source"; readonly path: string; readonly wanted: string; readonly bare: boolean }
  | { readonly kind: "guide"; readonly intro: string; readonly beats: readonly Beat[] };

/** @throws Error naming a directive that is not known, or not ended. */
export function blocksOf(body: string): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  let guide: { intro: string | null; beats: Beat[] } | null = null;
  let fenced = false;
  const endText = (): string => {
    const text = lines.join("\n");
    lines = [];
    return text;
  };
  const endStep = (open: { intro: string | null; beats: Beat[] }): void => {
    const text = endText();
    const last = open.beats.pop();
    if (last === undefined) open.intro = text;
    else open.beats.push({ ...last, text });
  };
  for (const line of body.split("\n")) {
    if (line.startsWith("```")) fenced = !fenced;
    const [, name, rest = ""] = fenced ? [] : (/^:::(\w*)\s*(.*)$/.exec(line) ?? []);
    if (name === undefined) {
      lines.push(line);
    } else if (name === "beat" && guide !== null) {
      endStep(guide);
      guide.beats.push(readBeat(rest));
    } else if (name === "" && guide !== null) {
      endStep(guide);
      if (guide.beats.length === 0) throw new Error("a :::guide has a :::beat");
      blocks.push({ kind: "guide", intro: guide.intro ?? "", beats: guide.beats });
      guide = null;
    } else if (guide !== null) {
      throw new Error(`in a :::guide stands :::beat or its end, not "${line}"`);
    } else {
      blocks.push({ kind: "text", text: endText() });
      if (name === "guide") guide = { intro: null, beats: [] };
      else if (name === "source") blocks.push(readSource(rest));
      else throw new Error(`there is no directive "${line}"; there are :::guide and :::source`);
    }
  }
  if (guide !== null) throw new Error("a :::guide is not ended by :::");
  blocks.push({ kind: "text", text: endText() });
  return blocks.filter((block) => block.kind !== "text" || block.text.trim() !== "");
}

function readBeat(rest: string): Beat {
  const [beat = "", ...settings] = rest.split(/\s+/).filter((part) => part !== "");
  if (beat === "") throw new Error("a :::beat names a beat of the scene");
  const set = Object.fromEntries(settings.map((setting) => {
    const [, name = "", value = ""] = /^([a-z-]+)=(.*)$/.exec(setting) ?? [];
    if (name === "") throw new Error(`:::beat ${beat}: "${setting}" is not ATTRIBUTE=VALUE`);
    return [name, value];
  }));
  return { scene: "", beat, set, text: "" };
}

function readSource(rest: string): Block {
  const [path = "", kind = "", name = "", bare] = rest.split(/\s+/);
  return { kind: "source", path, wanted: `${kind} ${name}`, bare: bare === "bare" };
}
