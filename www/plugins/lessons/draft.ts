/**
 * What stands in a checkpoint until its scene has been computed: the inputs that there will be, not yet
 * to be used. They take the room that the element takes then, so that nothing below a question moves
 * under the reader's finger; without a script they show what can be chosen. Their rules: `src/pages/drafts.css`.
 */
import { evaluate } from "../../src/elements/checkpoint/expression/evaluate.ts";
import { list } from "../../src/elements/checkpoint/expression/value.ts";
import { componentName, labelOf } from "../../src/elements/checkpoint/labels.ts";
import { readQuestion, type Control, type Question, type TokenQuestion } from "../../src/elements/checkpoint/question.ts";
import type { Field } from "../../src/elements/shared/fields.ts";
import { fields, initialSettings, settingNames, type Settings } from "../../src/elements/shared/settings.ts";
import { shipped } from "../../src/elements/shared/shipped.ts";
import { attributes, escapeHtml, titleHtml } from "./html.ts";

type Attributes = Readonly<Record<string, string>>;

/**
 * @param asked The attributes of the checkpoint, with its kind.
 * @param scene Those of the scene that judges it.
 * @throws Error when the question can't be read.
 */
export function draftOf(asked: Attributes, scene: Attributes): string {
  const question = readQuestion((name) => asked[name] ?? null);
  const settings = settingsOf(scene);
  const state = "state" in question && question.state !== "" ? `<p class="state">${sentence(question.state)}</p>` : "";
  const isTask = "goal" in question;
  const check = `<button type="button" class="primary">${question.kind === "exam" ? "Take the exam" : "Check"}</button>`;
  return `<fieldset slot="draft" class="draft" disabled aria-label="Your answer">${inputsOf(question, settings)}${state}
<div class="actions">${check}${isTask ? "" : `<button type="button">Show the answer</button>`}</div></fieldset>`;
}

/** What the scene begins with. That its attributes agree with each other is for the tests of the text. */
function settingsOf(scene: Attributes): Settings {
  const given = settingNames.flatMap((name) => {
    const { attribute, initial, read } = fields[name] as Field<unknown>;
    const raw = scene[attribute];
    return raw === undefined ? [] : [[name, read(raw, attribute, initial).value] as const];
  });
  return { ...initialSettings, ...Object.fromEntries(given) };
}

function inputsOf(question: Question, settings: Settings): string {
  switch (question.kind) {
    case "token":
      return `<div class="words">${pickableWords(question, settings).map((word) => `<span>${escapeHtml(word)}</span>`).join("")}</div>`;
    case "choice":
      return `<div class="options">${question.options.map(({ text }) => `<label><input type="radio"><span>${sentence(text.replaceAll("`", ""))}</span></label>`).join("")}</div>`;
    case "number":
      return `<label class="number"><input type="text" aria-label="Your answer">${question.unit === "" ? "" : ` <span>${escapeHtml(question.unit)}</span>`}</label>`;
    case "task":
      return `<div class="controls">${question.controls.map((control) => controlOf(control, settings)).join("")}</div>`;
    case "query":
      return queryOf(settings);
    case "exam":
      return `<div class="controls">${Array.from({ length: shipped.layers }, (_, layer) =>
        headsOf(`Layer ${layer + 1}`, Array.from({ length: shipped.heads }, (_head, head) => `${layer + 1}.${head + 1}`))).join("")}</div>`;
  }
}

function controlOf({ attribute, range, values }: Control, settings: Settings): string {
  const label = titleHtml(labelOf(attribute));
  const name = settingNames.find((each) => fields[each].attribute === attribute);
  if (name === undefined) throw new Error(`there is no setting ${attribute}`);
  const value = (fields[name] as Field<unknown>).write(settings[name]);
  if (attribute === "off") return headsOf("Heads that are on", Array.from({ length: headsIn(settings) }, (_, head) => String(head + 1)));
  if (range !== null) return sliderOf(label, { ...range, value });
  if (values.length > 0) return `<div class="choice"><span>${label}</span><div>${values.map((each) => `<span>${escapeHtml(each)}</span>`).join("")}</div></div>`;
  if (attribute === "causal") return `<label class="switch"><input type="checkbox"${settings.causal ? " checked" : ""}> ${label}</label>`;
  return `<label class="field">${label}<input type="text"${attributes({ value })}></label>`;
}

function sliderOf(label: string, { least, most, step, value }: { least: number; most: number; step: number; value: string }): string {
  return `<label class="slider"><span>${label}</span><input type="range"${attributes({ min: String(least), max: String(most), step: String(step), value })}><output>${escapeHtml(value)}</output></label>`;
}

function headsOf(legend: string, names: readonly string[]): string {
  return `<div class="heads"><span>${legend}</span>${names.map((name) => `<label class="switch"><input type="checkbox" checked> ${name}</label>`).join("")}</div>`;
}

/** The components of a query of the followed row, and the words that it weighs. */
function queryOf(settings: Settings): string {
  const components = Array.from({ length: settings.dModel / settings.heads }, (_, at) => sliderOf(componentName(at + 1), { least: -4, most: 4, step: 0.1, value: "0" }));
  const keys = wordsOf(settings).slice(0, settings.row + 1);
  const rows = keys.map((word) => `<tr><th scope="row">${escapeHtml(word)}</th><td class="meter"></td><td>…</td></tr>`);
  return `<div class="controls">${components.join("")}</div><table class="weights"><tbody>${rows.join("")}</tbody></table>`;
}

function headsIn({ weights, heads }: Settings): number {
  return weights === "random" ? heads : shipped.heads;
}

/** The sentence in words and signs; the trained model reads one sign more, before them. */
function wordsOf({ text, weights }: Settings): readonly string[] {
  const words = text.match(/[\p{L}\p{N}’']+|[^\s\p{L}\p{N}]/gu) ?? [];
  return weights === "random" ? words : ["<begin>", ...words];
}

/** Those that can be picked, as far as that can be told without the numbers; otherwise all. */
function pickableWords({ among }: TokenQuestion, settings: Settings): readonly string[] {
  const words = wordsOf(settings);
  if (among === null) return words;
  const row = settings.row + (settings.weights === "random" ? 0 : 1);
  const known: Readonly<Record<string, number>> = { row, tokens: words.length };
  try {
    const places = list(evaluate(among, { tokens: words, value: (name) => known[name], member: () => undefined, tensor: () => undefined }));
    return places.flatMap((place) => words[place] ?? []);
  } catch {
    return words;
  }
}

/** A sentence with three points for each value, which nobody has yet, and code between back quotes. */
function sentence(text: string): string {
  return text.replace(/\{([^{}]+)\}/g, (_, value: string) => pointsFor(value)).split("`").map((piece, at) => (at % 2 === 1 ? `<code>${escapeHtml(piece)}</code>` : titleHtml(piece))).join("");
}

/** Three points in about the room that the value will need: its line then breaks where it does now. */
function pointsFor(value: string): string {
  const literals = [...value.matchAll(/'([^']*)'/g)].map(([, literal = ""]) => literal.length);
  const digits = Number(/:(\d)$/.exec(value)?.[1] ?? 0);
  const characters = literals.length > 0 ? Math.max(...literals) : value.startsWith("token(") ? 4 : digits === 0 ? 1 : digits + 2;
  const side = "\u2007".repeat(Math.floor((characters - 1) / 2));
  return `${side}…${side}`;
}
