/** The lessons of the site with what their scenes compute, for the tests that hold the text to it. */
import { fileURLToPath } from "node:url";
import { readLessons } from "../../plugins/lessons/index";
import type { Lesson } from "../../plugins/lessons/render";
import type { SceneFigure } from "../../plugins/lessons/scene-figure";
import type { Evidence } from "../elements/checkpoint/judge";
import { traceOf } from "../elements/checkpoint/runs";
import { signsBefore } from "../elements/shared/words";
import { readSettings } from "../elements/shared/reading";
import type { Settings } from "../elements/shared/settings";
import { createEngine, type Engine } from "../engine";
import { modelFile } from "./trace";

export const lessons = readLessons(fileURLToPath(new URL("../..", import.meta.url)));

let engine: Promise<Engine> | undefined;

/** An engine with the model that comes with the site. */
export function lessonEngine(): Promise<Engine> {
  engine ??= (async () => {
    const made = await createEngine();
    await made.loadModel({ config: await modelFile("config.json"), tensors: await modelFile("model.safetensors") });
    return made;
  })();
  return engine;
}

/**
 * A scene's settings from its attributes, as the element reads them.
 * @throws Error when one of them can't be taken as it is.
 */
export function settingsOf({ id, attributes }: SceneFigure, changed: Readonly<Record<string, string>> = {}): Settings {
  const all: Readonly<Record<string, string>> = { ...attributes, ...changed };
  const { settings, notices } = readSettings((name) => all[name] ?? null);
  if (notices.length > 0) throw new Error(`scene ${id}: ${notices.map(({ message }) => message).join(" ")}`);
  return settings;
}

/** What a checkpoint on that scene is judged by, as the element finds it. */
export async function evidenceOf(scene: SceneFigure, changed: Readonly<Record<string, string>> = {}): Promise<Evidence> {
  const settings = settingsOf(scene, changed);
  const trace = await traceOf(settings, await lessonEngine());
  const row = Math.min(settings.row + signsBefore(trace), trace.tokens.length - 1);
  return { trace, settings, head: Math.min(settings.head, trace.fact("heads") - 1), row };
}

export function sceneOf(lesson: Lesson, id: string): SceneFigure {
  const scene = lesson.scenes.find((each) => each.id === id);
  if (scene === undefined) throw new Error(`lessons/${lesson.name}.md has no scene ${id}`);
  return scene;
}
