/**
 * The table of scenes in the package: outlines, whose drawings load when they are wanted, so that a page
 * with one scene does not load the others. Ids and titles are taken from the scenes themselves.
 */
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { formulas } from "./formulas.mjs";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const table = at("../src/scenes/index");

export function lateScenes() {
  return {
    name: "headwise:late-scenes",
    load: async (id) => (id === `${table}.ts` ? { code: outlines(await evaluated()), moduleType: "js" } : null),
  };
}

function outlines(scenes) {
  const late = scenes.map(({ id, beats, load, ...rest }) => {
    const facts = { ...rest, formulas: undefined };
    const name = id.replace(/-(\w)/gu, (_match, letter) => letter.toUpperCase());
    const story = beats.map(({ id: beat, title }) => [beat, title]);
    const drawing = load === undefined
      ? `async () => (await import("./${id}")).${name}`
      : `async () => (await import("./${id}/${id}")).drawn`;
    return `outlineOf({ ...${JSON.stringify(facts)}, id: "${id}", story: ${JSON.stringify(story)}, load: ${drawing} })`;
  });
  return `import { outlineOf } from "./outline";\nexport const scenes = [\n${late.join(",\n")}\n];`;
}

/** The scenes as objects. */
async function evaluated() {
  const file = at(`../node_modules/.headwise-scenes-${process.pid}.mjs`);
  const bundle = await rolldown({ input: `${table}.ts`, plugins: [formulas()] });
  await bundle.write({ file, format: "es", codeSplitting: false });
  await bundle.close();
  const { scenes } = await import(file);
  await rm(file);
  return scenes;
}
