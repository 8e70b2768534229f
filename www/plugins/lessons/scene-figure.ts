/** A scene in a lesson, from the lines of its fence: `key: value`, a blank line, and what it shows in words. */
import { fieldsOf } from "./front-matter.ts";
import { attributes, escapeHtml, titleHtml } from "./html.ts";

export interface SceneFigure {
  /** Unique in the lesson; the element's id is `scene-ID`. */
  readonly id: string;
  /** Attributes of `<headwise-scene>`. */
  readonly attributes: Readonly<Record<string, string>>;
  /** What it shows, for readers without script. */
  readonly words: string;
}

/** @throws Error when the id, the scene or the words are missing. */
export function readScene(content: string): SceneFigure {
  const [head = "", ...rest] = content.split(/\n\s*\n/);
  const fields = fieldsOf(head.split("\n"));
  const values = Object.fromEntries([...fields].map(([name, [value = ""]]) => [name, value]));
  const { id = "", ...settings } = values;
  const words = rest.join(" ").replace(/\s+/g, " ").trim();
  if (!/^[a-z][a-z0-9-]*$/.test(id)) throw new Error("a scene has an id of small letters, such as id: walk");
  if (settings.scene === undefined) throw new Error(`scene ${id}: which scene? Such as scene: attend`);
  if (words === "") throw new Error(`scene ${id}: below a blank line stands what it shows, in words`);
  return { id, attributes: settings, words };
}

/**
 * @param up From the page to the root of the site.
 * @param embeddable Whether the site has a page that makes snippets.
 */
export function renderScene({ id, attributes: settings, words }: SceneFigure, up: string, embeddable: boolean): string {
  const query = new URLSearchParams({ weights: "random", ...settings }).toString();
  const links = [`<a href="${escapeHtml(`${up}?${query}`)}">Open in the playground</a>`];
  if (embeddable) links.push(`<a href="${escapeHtml(`${up}embed.html?${query}`)}">Embed</a>`);
  return `<figure class="scene" data-scene="${id}"><headwise-scene${attributes({ id: `scene-${id}`, ...settings })}><p>${titleHtml(words)}</p></headwise-scene>
<figcaption>${links.join("")}</figcaption></figure>\n`;
}
