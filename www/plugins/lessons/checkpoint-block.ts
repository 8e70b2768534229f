/** A checkpoint in a lesson, from the `key: value` lines of its fence. */
import type { Env, MarkdownIt } from "markdown-it";
import { draftOf } from "./draft.ts";
import { fieldsOf } from "./front-matter.ts";
import { attributes } from "./html.ts";

export interface CheckpointBlock {
  readonly id: string;
  readonly kind: string;
  /** The scene whose trace judges it. */
  readonly scene: string;
  readonly ask: string;
  /** The element's attributes, as written. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Settings (or an answer) that solve a task, for the test that tries them; the page does not get them. */
  readonly solution: string;
}

/** What the element reads, by kind; see `src/elements/checkpoint/question.ts`. */
const passed = ["answer", "among", "within", "unit", "goal", "best", "over", "where", "state", "right", "wrong", "hint"] as const;
const several = { option: "options", control: "controls" } as const;
const known = ["id", "kind", "for", "ask", "solution", ...passed, ...Object.keys(several)];

/**
 * @param latest The scene that was last in the text: it judges unless another is named.
 * @throws Error when a line is missing or not known.
 */
export function readCheckpoint(content: string, latest: string | null): CheckpointBlock {
  const fields = fieldsOf(content.split("\n"));
  for (const name of fields.keys()) if (!known.includes(name)) throw new Error(`a checkpoint has no ${name}; it has ${known.join(", ")}`);
  const one = (name: string): string => {
    const values = fields.get(name) ?? [];
    if (values.length > 1) throw new Error(`a checkpoint has one ${name}`);
    return values[0] ?? "";
  };
  const [id, kind, ask] = ["id", "kind", "ask"].map((name) => {
    const value = one(name);
    if (value === "") throw new Error(`a checkpoint has a ${name}`);
    return value;
  }) as [string, string, string];
  const scene = one("for") || latest;
  if (scene === null) throw new Error(`checkpoint ${id}: no scene before it, so it says for: SCENE`);
  const given: Record<string, string> = {};
  for (const name of passed) if (fields.has(name)) given[name] = one(name);
  for (const [name, plural] of Object.entries(several)) if (fields.has(name)) given[plural] = JSON.stringify(fields.get(name));
  return { id, kind, scene, ask, attributes: given, solution: one("solution") };
}

/** A place for each number that the element fills in: `{kvHeads}`. Until it is there, three points stand for it. */
function withPlaces(html: string): string {
  return html.replace(/\{([^{}]+)\}/g, (_, expression: string) => `<span data-live="${expression}">…</span>`);
}

/**
 * @param settings The attributes of the scene that judges it.
 * @throws Error when the question can't be read.
 */
export function renderCheckpoint(block: CheckpointBlock, settings: Readonly<Record<string, string>>, markdown: MarkdownIt, env: Env): string {
  const { id, kind, scene, ask, attributes: given } = block;
  return `<headwise-checkpoint${attributes({ id: `check-${id}`, name: id, kind, for: `scene-${scene}`, ...given })}>
<p>${withPlaces(markdown.renderInline(ask, env))}</p><noscript><p class="hint">It is judged by the engine in your browser, which needs JavaScript.</p></noscript>
${draftOf({ kind, ...given }, settings)}
</headwise-checkpoint>\n`;
}
