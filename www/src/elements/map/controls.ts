/** What a reader can set: the head, the text and its length, the mask, and how weights are shown. */
import { html, nothing } from "lit";
import "../choice/choice";
import { heads, longest, type Aggregate, type HeadName, type MapSettings, type MaskName } from "./settings";
import type { ScaleKind } from "./scale";
import { headNames, maskNames } from "./words";

export interface ControlEvents {
  readonly set: (wanted: Partial<MapSettings>) => void;
  readonly type: (text: string) => void;
  readonly openFile: (file: File) => void;
}

/** Lengths to choose from; any other can be typed. */
const lengths = [1, 100, 1024, 4096, 16_384, 65_536, 131_072];

/** @param hasOwn Whether the reader has brought Q and K. */
export function controlsTemplate(settings: MapSettings, hasOwn: boolean, { set, type, openFile }: ControlEvents) {
  const { head, text, mask, show, scale } = settings;
  const hasText = head !== "own";
  return html`<div class="controls">
    <label class="head">Head<select @change=${(event: Event) => set({ head: valueOf(event) as HeadName })}>
      ${heads.map((name) => html`<option value=${name} ?selected=${name === head}>${headNames[name]}</option>`)}
    </select></label>
    ${head === "trained" || head === "own" ? nothing : html`<label class="length">Tokens<input type="number" min="1" max=${longest} list="lengths" .value=${String(settings.n)}
      @change=${(event: Event) => set({ n: Math.round(Number(valueOf(event))) })} /></label>
      <datalist id="lengths">${lengths.map((length) => html`<option value=${length}></option>`)}</datalist>`}
    ${head === "trained" ? html`${count("Layer", settings.layer, (layer) => set({ layer }))}${count("Head", settings.number, (number) => set({ number }))}` : nothing}
    ${head === "own" ? html`<label class="file">File<input type="file" accept=".safetensors" @change=${(event: Event) => chosen(event, openFile)} /></label>
      ${hasOwn ? count("Head", settings.number, (number) => set({ number })) : nothing}` : nothing}
    <headwise-choice class="mask" label="Mask" .value=${mask} .options=${options(maskNames)}
      @headwise-choose=${(event: CustomEvent<MaskName>) => set({ mask: event.detail })}></headwise-choice>
    <headwise-choice label="A square shows" .value=${show} .options=${[{ value: "max", label: "Largest" }, { value: "mean", label: "Mean" }]}
      @headwise-choose=${(event: CustomEvent<Aggregate>) => set({ show: event.detail })}></headwise-choice>
    <headwise-choice label="Scale" .value=${scale} .options=${[{ value: "log", label: "Log" }, { value: "linear", label: "Linear" }]}
      @headwise-choose=${(event: CustomEvent<ScaleKind>) => set({ scale: event.detail })}></headwise-choice>
    ${hasText ? html`<details ?open=${text !== ""}><summary>Your own text</summary>
      <textarea aria-label="Your own text" rows="3" spellcheck="false" placeholder=${head === "trained" ? "A sentence" : "Any text, as long as you like: up to the number of tokens above is read"}
        .value=${text} @input=${(event: Event) => type(valueOf(event))}></textarea></details>` : html`
      <p class="hint">A safetensors file with tensors <code>q</code> and <code>k</code>, each [.., len, head_dim]. Drop it on the map, or set the element’s property <code>source</code>.</p>`}
  </div>`;
}

function count(label: string, value: number, set: (value: number) => void) {
  return html`<label class="count">${label}<input type="number" min="1" .value=${String(value)} @change=${(event: Event) => set(Math.round(Number(valueOf(event))))} /></label>`;
}

function options<Name extends string>(names: Readonly<Record<Name, string>>) {
  return (Object.keys(names) as Name[]).map((value) => ({ value, label: names[value] }));
}

function valueOf({ target }: Event): string {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement ? target.value : "";
}

function chosen({ target }: Event, open: (file: File) => void): void {
  const file = target instanceof HTMLInputElement ? target.files?.[0] : undefined;
  if (file !== undefined) open(file);
}
