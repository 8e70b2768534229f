/** The text of every lesson holds: its scenes, beats and words exist, and its checkpoints judge right and wrong answers. */
import { Window } from "happy-dom";
import { describe, expect, it } from "vitest";
import { number } from "../src/elements/checkpoint/expression/value";
import { textOfPieces } from "../src/elements/checkpoint/expression/template";
import { judge, pickable, reveal, stateOf, toldIn, type Evidence } from "../src/elements/checkpoint/judge";
import { questionAttributes, readQuestion, type NumberQuestion, type Question, type TaskQuestion } from "../src/elements/checkpoint/question";
import { attentionOf, examOf, leastOf, queryOf, type HeadPlace } from "../src/elements/checkpoint/runs";
import { evaluate } from "../src/elements/checkpoint/expression/evaluate";
import { scopeOf } from "../src/elements/checkpoint/expression/scope";
import { sceneOf as sceneElementOf, targetOf } from "../src/elements/lesson/linking";
import { tensorsIn } from "../src/marks/display-list";
import { scenes } from "../src/scenes";
import type { Scene } from "../src/scenes/scene";
import { cellsOf } from "../src/scenes/target";
import { evidenceOf, lessonEngine, lessons, sceneOf, settingsOf } from "../src/testing/lessons";
import { modelFile } from "../src/testing/trace";
import { keyframesOf } from "../src/timeline/frame";
import { lightsAmong } from "../src/trace/nearest";
import type { CheckpointBlock } from "../plugins/lessons/checkpoint-block";

/** Words that belong to the making of the site, not to what it tells. */
const unfinished = /\b(lorem|tbd|coming soon)\b/i;

/** A reason that lacks a value, is empty, or has marks of Markdown, which sentences of checkpoints have no use for. */
const unwritten = /NaN|undefined|^$|\*\w|\$/;

describe.each(lessons.map((lesson) => [lesson.name, lesson] as const))("lesson %s", (_, lesson) => {
  it("has a question, sections, a scene, code in three languages, sources and checkpoints", () => {
    expect(lesson.question).toMatch(/\?$/);
    expect(lesson.sections.map(({ title }) => title)).toEqual(expect.arrayContaining(["Common mistakes", "Where it shows up"]));
    expect(lesson.scenes.length).toBeGreaterThan(0);
    expect(new Set(lesson.code.map(({ language }) => language))).toEqual(new Set(["numpy", "torch"]));
    expect(lesson.html).toContain('aria-label="Code in Rust"');
    expect(lesson.html).toContain('<section class="sources">');
    expect(lesson.checkpoints.length).toBeGreaterThanOrEqual(3);
    expect(lesson.html).not.toMatch(unfinished);
  });

  it("shows scenes and beats that exist, with settings that can be computed", () => {
    for (const figure of lesson.scenes) {
      const { scene, beat } = settingsOf(figure);
      const found = scenes.find(({ id }) => id === scene);
      expect(found, figure.id).toBeDefined();
      const beats = found?.beats.map(({ id }) => id) ?? [];
      if (beat !== "") expect(beats, figure.id).toContain(beat);
      for (const step of lesson.beats.filter((one) => one.scene === figure.id)) {
        expect(beats, figure.id).toContain(step.beat);
        settingsOf(figure, step.set);
      }
    }
  });

  it("names tensors that one of its scenes has, at places that they have", async () => {
    const traces = await Promise.all(lesson.scenes.map(async (figure) => (await evidenceOf(figure)).trace));
    for (const { tensor, at } of lesson.references) {
      const fits = traces.some((trace) => trace.has(tensor) && Object.entries(at).every(([axis, place]) =>
        trace.tensor(tensor).axes.some(({ name, extent }) => name === axis && place < extent)));
      expect(fits, `${tensor} ${JSON.stringify(at)}`).toBe(true);
    }
  });

  it("marks only words and symbols that light something in a picture of their scene", async () => {
    const { document } = new Window();
    document.body.innerHTML = lesson.html;
    const elements = [...document.querySelectorAll("headwise-scene")] as unknown as HTMLElement[];
    const dead: string[] = [];
    for (const word of document.querySelectorAll("[data-tensor]") as unknown as Iterable<Element>) {
      const id = sceneElementOf(word, elements)?.id.replace(/^scene-/u, "") ?? "";
      const set = (word.closest(".step") as HTMLElement | null)?.getAttribute("data-set") ?? "{}";
      const { trace, settings, head, row } = await evidenceOf(sceneOf(lesson, id), JSON.parse(set) as Record<string, string>);
      const cells = cellsOf(trace, targetOf(word));
      const scene = await drawn(settings.scene);
      const lit = scene.beats.some((beat) => {
        const rest = keyframesOf(beat, { trace, choice: { head, row }, aspect: "wide" }).at(-1);
        return rest !== undefined && lightsAmong(trace, cells, tensorsIn(rest));
      });
      if (!lit) dead.push(`${word.textContent} (${word.getAttribute("data-tensor")} of ${id})`);
    }
    expect(dead).toEqual([]);
  });

  it.each(lesson.checkpoints.map((block) => [block.id, block] as const))("checkpoint %s judges right and wrong", async (_, block) => {
    const question = questionOf(block);
    const evidence = await evidenceOf(sceneOf(lesson, block.scene));
    expect(toldIn(question, block.ask.replace(/\$[^$]+\$/g, ""), evidence)).not.toMatch(/NaN|undefined/);
    await check(question, block, evidence, (changed) => evidenceOf(sceneOf(lesson, block.scene), changed));
  });
});

it("links every lesson in one order from 1", () => {
  expect(lessons.map(({ number: place }) => place)).toEqual(lessons.map(({ number: place }) => place).toSorted((a, b) => a - b));
});

/** A scene with its drawing. */
async function drawn(id: string): Promise<Scene> {
  const scene = scenes.find((each) => each.id === id);
  if (scene === undefined) throw new Error(`there is no scene ${id}`);
  return (await scene.load?.()) ?? scene;
}

function questionOf({ kind, attributes }: CheckpointBlock): Question {
  const all: Readonly<Record<string, string>> = { ...attributes, kind };
  return readQuestion((name) => (questionAttributes.includes(name) ? (all[name] ?? null) : null));
}

type Changed = (changed: Readonly<Record<string, string>>) => Promise<Evidence>;

async function check(question: Question, block: CheckpointBlock, evidence: Evidence, changed: Changed): Promise<void> {
  switch (question.kind) {
    case "token":
    case "choice": {
      const places = question.kind === "choice" ? question.options.map((_, at) => at) : pickable(question, evidence);
      const verdicts = places.map((given) => judge(question, given, evidence));
      expect(verdicts.filter(({ right }) => right), "one right answer").toHaveLength(1);
      expect(places.length).toBeGreaterThan(1);
      for (const { reason } of verdicts) expect(textOfPieces(reason)).not.toMatch(unwritten);
      expect(textOfPieces(reveal(question, evidence) ?? [])).not.toMatch(unwritten);
      return;
    }
    case "number":
      checkNumber(question, evidence);
      return;
    default:
      await checkTask(question, block, evidence, changed);
  }
}

function checkNumber(question: NumberQuestion, evidence: Evidence): void {
  const { trace, settings, head, row } = evidence;
  const answer = number(evaluate(question.answer, scopeOf(trace, settings, { head, row })));
  expect(Number.isFinite(answer)).toBe(true);
  expect(judge(question, answer, evidence).right).toBe(true);
  for (const wrong of [2 * answer + 1, answer - 0.2 * Math.abs(answer) - 0.1]) {
    const verdict = judge(question, wrong, evidence);
    expect(verdict.right, String(wrong)).toBe(false);
    expect(textOfPieces(verdict.reason)).not.toMatch(unwritten);
  }
  expect(textOfPieces(reveal(question, evidence) ?? [])).not.toMatch(unwritten);
}

/** Not solved to begin with; solved by what the lesson's writer says solves it. */
async function checkTask(question: TaskQuestion, { solution }: CheckpointBlock, evidence: Evidence, changed: Changed): Promise<void> {
  expect(solution, "a task has a solution").not.toBe("");
  const before = await ran(question, evidence, null);
  const after = await ran(question, question.kind === "task" ? await changed(readSettingsOf(solution)) : evidence, solution);
  expect(judge(question, null, before).right).toBe(false);
  expect(textOfPieces(judge(question, null, before).reason)).not.toMatch(unwritten);
  const verdict = judge(question, null, after);
  expect(textOfPieces(verdict.reason)).not.toMatch(unwritten);
  expect(verdict.right, textOfPieces(verdict.reason)).toBe(true);
  // It is told before anything is searched.
  const { best: _, ...told } = after.variables ?? {};
  expect(textOfPieces(stateOf(question, { ...after, variables: told }))).not.toMatch(/NaN|undefined|\*\w|\$/);
}

/** The evidence with what the question's own runs give: for a solution, or for how it stands to begin with. */
async function ran(question: TaskQuestion, evidence: Evidence, solution: string | null): Promise<Evidence> {
  const engine = await lessonEngine();
  const best = question.search === null ? {} : { best: await leastOf(question.search, evidence, engine) };
  if (question.kind === "query") {
    const q = solution === null ? queryOf(evidence) : solution.split(/[\s,]+/).map(Number);
    return { ...evidence, variables: { ...best, attention: await attentionOf(q, evidence, engine) } };
  }
  if (question.kind === "exam") {
    const files = { config: await modelFile("config.json"), tensors: await modelFile("model.safetensors") };
    const off = (solution ?? "").split(/[\s,]+/).filter((part) => part !== "").map((part): HeadPlace => {
      const [layer = 1, head = 1] = part.split(".").map(Number);
      return [layer - 1, head - 1];
    });
    return { ...evidence, variables: best, records: { whole: await examOf(files, [], engine), exam: await examOf(files, off, engine) } };
  }
  return { ...evidence, variables: best };
}

/** `temperature=0.3 row=2`. A value with spaces stands in quotation marks. */
function readSettingsOf(solution: string): Record<string, string> {
  return Object.fromEntries([...solution.matchAll(/([a-z-]+)=(?:"([^"]*)"|(\S+))/g)].map(([, name = "", quoted, bare]) => [name, quoted ?? bare ?? ""]));
}
