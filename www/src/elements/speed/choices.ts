/** What a reader can choose before a run, and how it is shown. */
import { html, nothing } from "lit";
import { everything, type Preset } from "../../benchmark/selection";
import "../choice/choice";
import { chosenBy, type Metric, type SpeedSettings } from "./settings";
import { kindNames } from "./words";

/** `set` is told what is wanted otherwise. */
export function choicesTemplate(
  { preset, kinds, sizes, widths, metric }: SpeedSettings, running: boolean, set: (wanted: Partial<SpeedSettings>) => void,
) {
  return html`
    <headwise-choice label="Run" .value=${preset} .options=${[
      { value: "quick", label: "Quick, about 15 s" }, { value: "full", label: "Full, some minutes" },
    ]} @headwise-choose=${(event: CustomEvent<Preset>) => set(chosenBy(event.detail))}></headwise-choice>
    <headwise-choice label="Show" .value=${metric} .options=${[{ value: "rate", label: "Speed" }, { value: "time", label: "Time" }]}
      @headwise-choose=${(event: CustomEvent<Metric>) => set({ metric: event.detail })}></headwise-choice>
    <details>
      <summary>Choose cases</summary>
      <div class="cases">
        ${group("Attention", everything.kinds, kinds, (chosen) => set({ kinds: chosen }), (kind) => kindNames[kind])}
        ${group("n, queries and keys", everything.sizes, sizes, (chosen) => set({ sizes: chosen }))}
        ${group("d, columns of a head", everything.widths, widths, (chosen) => set({ widths: chosen }))}
      </div>
      ${running ? html`<p class="hint">What you choose now counts for the next run.</p>` : nothing}
    </details>
  `;
}

/** Some of all values; the last one stays. */
function group<T extends string | number>(
  label: string, all: readonly T[], chosen: readonly T[], choose: (chosen: readonly T[]) => void, name: (value: T) => string = String,
) {
  const toggled = (value: T) => all.filter((one) => (one === value) !== chosen.includes(one));
  return html`<fieldset><legend>${label}</legend>${all.map((value) => html`<label>
    <input type="checkbox" .checked=${chosen.includes(value)} ?disabled=${chosen.length === 1 && chosen[0] === value}
      @change=${() => choose(toggled(value))} /> ${name(value)}</label>`)}</fieldset>`;
}
