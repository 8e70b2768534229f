/** What the reader answers with: words, a number, or statements. */
import { html } from "lit";
import { withSubscripts } from "../shared/subscripts";

/** @param choose Told the place of the token, or of the option. */
export function tokensTemplate(tokens: readonly string[], places: readonly number[], given: number | null, choose: (place: number) => void) {
  return html`<fieldset class="words"><legend class="unseen">Pick a word</legend>
    ${places.map((place) => html`<label><input type="radio" name="word" .checked=${place === given} @change=${() => choose(place)} />
      <span><bdi>${tokens[place] ?? ""}</bdi></span></label>`)}</fieldset>`;
}

export function optionsTemplate(statements: readonly string[], given: number | null, choose: (place: number) => void) {
  return html`<fieldset class="options"><legend class="unseen">Pick a statement</legend>
    ${statements.map((text, place) => html`<label><input type="radio" name="option" .checked=${place === given} @change=${() => choose(place)} />
      <span>${withSubscripts(text)}</span></label>`)}</fieldset>`;
}

/** @param choose Told the number, or null for what is none. */
export function numberTemplate(unit: string, text: string, type: (text: string) => void, submit: () => void) {
  return html`<label class="number"><span class="unseen">Your answer${unit === "" ? "" : ` in ${unit}`}</span>
    <input type="text" inputmode="decimal" autocomplete="off" .value=${text}
      @input=${(event: Event) => event.target instanceof HTMLInputElement && type(event.target.value)}
      @keydown=${(event: KeyboardEvent) => event.key === "Enter" && submit()} />${unit === "" ? "" : html` <span>${unit}</span>`}</label>`;
}

/** A number as readers write them: spaces between thousands, a true minus sign, a fraction such as 1/8; null for anything else. */
export function readNumber(text: string): number | null {
  const plain = text.replace(/[\s\u202f_]/gu, "").replace("−", "-").replace(",", ".");
  const [, upper, lower = "1"] = /^([-+]?[\d.]+(?:e[-+]?\d+)?)(?:\/([\d.]+))?$/iu.exec(plain) ?? [];
  const value = Number(upper) / Number(lower);
  return upper === undefined || !Number.isFinite(value) ? null : value;
}
