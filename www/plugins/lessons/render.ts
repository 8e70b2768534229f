/** A lesson: from Markdown with its directives to HTML that can be read before any script runs. */
import markdownIt, { type Env } from "markdown-it";
import { readCheckpoint, renderCheckpoint, type CheckpointBlock } from "./checkpoint-block.ts";
import { citations, sourcesList, type Citing, type Works } from "./citations.ts";
import { readCode, renderCode, renderSource, type CheckedCode } from "./code.ts";
import { takeFrontMatter, type FrontMatter } from "./front-matter.ts";
import { blocksOf, type Beat } from "./guides.ts";
import { attributes, plainText } from "./html.ts";
import { math, references, type Reference } from "./inline.ts";
import { readScene, renderScene, type SceneFigure } from "./scene-figure.ts";
import { sourceLines } from "./source-lines.ts";

export interface Section {
  /** The heading's id: it stands in links. */
  readonly id: string;
  readonly title: string;
  /** Its words, for the search. */
  readonly text: string;
}

export interface Lesson extends FrontMatter {
  /** The file's name without its ending. */
  readonly name: string;
  readonly html: string;
  readonly sections: readonly Section[];
  readonly scenes: readonly SceneFigure[];
  readonly checkpoints: readonly CheckpointBlock[];
  readonly code: readonly CheckedCode[];
  readonly beats: readonly Beat[];
  readonly references: readonly Reference[];
}

/** Where a lesson stands. */
export interface Surroundings {
  /** The root of the repository. */
  readonly repository: string;
  /** From a lesson's page to the root of the site. */
  readonly up: string;
  readonly works: Works;
  readonly embeddable: boolean;
}

/** What one run over a text gathers. */
interface Gathered extends Citing {
  readonly surroundings: Surroundings;
  readonly scenes: SceneFigure[];
  readonly checkpoints: CheckpointBlock[];
  readonly code: CheckedCode[];
  readonly references: Reference[];
  readonly ids: Set<string>;
}

/** What Markdown-it hands to its rules: the run that they belong to. */
type Run = Env & { readonly lesson: Gathered };

const runOf = (env: Env | undefined): Run => env as Run;

const markdown = markdownIt({ html: false, typographer: true, quotes: "“”‘’" }).use(math).use(references).use(citations);

markdown.renderer.rules.fence = (tokens, index, _options, env) => {
  const run = runOf(env);
  const token = tokens[index];
  const { content = "", info = "" } = token ?? {};
  const [kind = "", ...rest] = info.trim().split(" ");
  if (kind === "scene") return sceneOf(content, run.lesson);
  if (kind === "checkpoint") return checkpointOf(content, run);
  const checked = readCode(kind, rest.join(" "), content);
  if (checked !== null) run.lesson.code.push(checked);
  return renderCode(kind, content);
};
markdown.renderer.rules.heading_open = (tokens, index, _options, env) => {
  const id = idOf(plainText(tokens[index + 1]?.content ?? ""), runOf(env).lesson.ids);
  return `<${tokens[index]?.tag ?? "h2"}${attributes({ id })}>`;
};
markdown.renderer.rules.table_open = () => `<div class="table" tabindex="0" role="group" aria-label="Table"><table>`;
markdown.renderer.rules.table_close = () => "</table></div>\n";
// A header that is empty heads nothing.
markdown.renderer.rules.th_open = (tokens, index) => (tokens[index + 1]?.content === "" ? "<td>" : "<th>");
markdown.renderer.rules.th_close = (tokens, index) => (tokens[index - 1]?.content === "" ? "</td>" : "</th>");

/** @throws Error naming the lesson and what is wrong in it. */
export function renderLesson(name: string, text: string, surroundings: Surroundings): Lesson {
  try {
    const { facts, body } = takeFrontMatter(text);
    const gathered: Gathered = {
      surroundings, works: surroundings.works, cited: new Set(), scenes: [], checkpoints: [], code: [], references: [], ids: new Set(["sources"]),
    };
    const run: Run = { lesson: gathered };
    const beats: Beat[] = [];
    const written = blocksOf(body).reduce((above, block) => {
      if (block.kind === "text") return above + markdown.render(block.text, run);
      if (block.kind === "source") return above + renderSource(sourceLines(surroundings.repository, block.path, block.wanted, block.bare));
      // What leads up to the first picture is about it, too, and stands beside it.
      const isFirst = gathered.scenes.length === 0 && above !== "";
      const picture = markdown.render(block.intro, run);
      const scene = gathered.scenes.at(-1)?.id ?? "";
      const steps = block.beats.map((beat) => {
        beats.push({ ...beat, scene });
        const set = Object.keys(beat.set).length === 0 ? null : JSON.stringify(beat.set);
        return `<section${attributes({ class: "step", "data-scene": `scene-${scene}`, "data-beat": beat.beat, "data-set": set })}>
${markdown.render(beat.text, run)}</section>`;
      });
      const guide = `<div class="picture">${picture}</div><div class="steps">${steps.join("\n")}</div></div>\n`;
      return isFirst ? `<div class="guide"><div class="opening"></div><div class="prelude">${above}</div>${guide}` : `${above}<div class="guide">${guide}`;
    }, "");
    const content = written + sourcesList(gathered);
    const found = [...content.matchAll(/<span class="ref" data-tensor="(\w+)"(?: data-at="([^"]*)")?>/g)];
    const lit = found.map(([, tensor = "", at]): Reference => ({ tensor, at: at === undefined ? {} : (JSON.parse(at.replace(/&quot;/g, '"')) as Reference["at"]) }));
    unique("checkpoint", gathered.checkpoints.map(({ id }) => id));
    unique("scene", gathered.scenes.map(({ id }) => id));
    const { scenes, checkpoints, code } = gathered;
    return { ...facts, name, html: content, sections: sectionsOf(content), scenes, checkpoints, code, beats, references: lit };
  } catch (error) {
    throw new Error(`lessons/${name}.md: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function sceneOf(content: string, { scenes, surroundings }: Gathered): string {
  const scene = readScene(content);
  scenes.push(scene);
  return renderScene(scene, surroundings.up, surroundings.embeddable);
}

function checkpointOf(content: string, run: Run): string {
  const block = readCheckpoint(content, run.lesson.scenes.at(-1)?.id ?? null);
  run.lesson.checkpoints.push(block);
  const scene = run.lesson.scenes.find(({ id }) => id === block.scene);
  if (scene === undefined) throw new Error(`checkpoint ${block.id}: no scene ${block.scene} before it`);
  return renderCheckpoint(block, scene.attributes, markdown, run);
}

function idOf(title: string, taken: Set<string>): string {
  const id = title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  if (id === "" || taken.has(id)) throw new Error(`two sections are called "${title}": a link could name only one`);
  taken.add(id);
  return id;
}

function sectionsOf(html: string): Section[] {
  return html.split(/(?=<h2 id=")/).flatMap((part) => {
    const [whole, id, title] = /^<h2 id="([^"]+)">(.*?)<\/h2>/s.exec(part) ?? [];
    if (whole === undefined || id === undefined || title === undefined || id === "sources") return [];
    return [{ id, title: plainText(title), text: plainText(part.slice(whole.length)) }];
  });
}

function unique(what: string, ids: readonly string[]): void {
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) throw new Error(`two of kind ${what} are called ${twice}`);
}
