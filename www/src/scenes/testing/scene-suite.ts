/** The tests that every scene passes. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { renderFormulas } from "../../../plugins/formulas";
import { tensorsIn, type DisplayList } from "../../marks/display-list";
import { lightsAmong } from "../../trace/nearest";
import type { Beat, Scene, SceneContext } from "../scene";
import { formulaKeyOf } from "../shared/trained";
import { cellsOf } from "../target";
import { captionProblems, unlitLinks } from "./caption-checks";
import { contexts, trainedContexts, type NamedContext } from "./contexts";
import { overlapsOf, problemsOf } from "./layout-checks";

const drawn = await contexts();
const trained = await trainedContexts();
const all = [...drawn, ...trained];

/** The rest of a beat, drawn once for all tests that look at it. */
const rests = new WeakMap<SceneContext, Map<Beat, DisplayList | undefined>>();

function restOf(beat: Beat, context: SceneContext): DisplayList | undefined {
  const known = rests.get(context) ?? new Map<Beat, DisplayList | undefined>();
  rests.set(context, known);
  if (!known.has(beat)) known.set(beat, beat.keyframes(context).at(-1));
  return known.get(beat);
}

/** Runs `problems` on every beat in every context and expects none; says which beat and context. */
function everywhere(scene: Scene, more: readonly NamedContext[], problems: (beat: Beat, at: NamedContext) => readonly string[]): void {
  const found = [...all, ...more].flatMap((at) =>
    scene.beats.flatMap((beat) => problems(beat, at).map((problem) => `${beat.id} (${at.name}): ${problem}`)),
  );
  expect(found).toEqual([]);
}

/** `more`: runs that only this scene asks for. */
export function testScene(scene: Scene, formulasFile: URL, more: readonly NamedContext[] = []): void {
  describe(`the scene ${scene.title}`, () => {
    it("names its beats apart", () => {
      const ids = scene.beats.map((beat) => beat.id);
      expect(new Set(ids).size).toBe(ids.length);
    });

    it("draws marks with their own ids, on cells that exist, inside the frame, with a legend", () => {
      everywhere(scene, more, (beat, { context }) => {
        const keyframes = beat.keyframes(context);
        if (keyframes.length === 0) return ["has no keyframes"];
        return keyframes.flatMap((list, place) =>
          problemsOf(list, context.trace).map((problem) => `keyframe ${place}: ${problem}`),
        );
      });
    });

    it("keeps titled pictures apart at rest", () => {
      everywhere(scene, more, (beat, { context }) => {
        const rest = restOf(beat, context);
        return rest ? overlapsOf(rest) : ["has no rest"];
      });
    });

    it("captions every beat in sentences whose numbers and links are in the trace", () => {
      everywhere(scene, more, (beat, { context }) => captionProblems(beat.caption(context), context.trace));
    });

    it("has the words of a caption light something in its picture", () => {
      everywhere(scene, more, (beat, { context }) => {
        const rest = restOf(beat, context);
        return rest ? unlitLinks(beat.caption(context), context.trace, rest) : ["has no rest"];
      });
    });

    it("is pure: the same context gives the same picture and caption", () => {
      const context = (more[0] ?? all[0])?.context;
      if (!context) throw new Error("there are no contexts");
      for (const beat of scene.beats) {
        expect(beat.keyframes(context)).toEqual(beat.keyframes({ ...context }));
        expect(beat.caption(context)).toEqual(beat.caption({ ...context }));
      }
    });

    it("has a formula for each beat that names one, and no others", () => {
      const named = scene.beats.flatMap((beat) => [beat.formula ?? [], ...Object.values(beat.trainedFormula ?? {})].flat());
      const written = JSON.parse(readFileSync(formulasFile, "utf8")) as Record<string, string>;
      expect(Object.keys(written).sort()).toEqual([...new Set(named)].sort());
    });

    it("has the linked symbols of a formula light something in some picture of their beat", () => {
      const written = JSON.parse(readFileSync(formulasFile, "utf8")) as Record<string, string>;
      const linked = new Set<string>();
      const lit = new Set<string>();
      // A sheet changes where things stand, hardly what is there: one of each run is enough.
      const runs = new Map([...all, ...more].map(({ context }) => [context.trace, context]));
      for (const context of runs.values()) {
        for (const beat of scene.beats) {
          const key = formulaKeyOf(beat, context.trace);
          const rest = restOf(beat, context);
          if (key === null || rest === undefined) continue;
          const shown = tensorsIn(rest);
          for (const tensor of linkedTensors(written[key] ?? "")) {
            const name = `${key}: ${tensor}`;
            linked.add(name);
            if (!lit.has(name) && lightsAmong(context.trace, cellsOf(context.trace, { tensor }), shown)) lit.add(name);
          }
        }
      }
      expect([...linked].filter((name) => !lit.has(name))).toEqual([]);
    });

    it("links formulas to tensors of the trace, in TeX that renders", () => {
      const source = readFileSync(formulasFile, "utf8");
      expect(() => renderFormulas(source, scene.id)).not.toThrow();
      const tensors = linkedTensors(source);
      const traces = [all[0], trained[0], trained.at(-1), ...more].flatMap((at) => at?.context.trace ?? []);
      expect(tensors.filter((name) => !traces.some((trace) => trace.has(name)))).toEqual([]);
    });
  });
}

function linkedTensors(tex: string): readonly string[] {
  return [...tex.matchAll(/\\href\{#(\w+)\}/gu)].map((match) => match[1] ?? "");
}
