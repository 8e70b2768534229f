/** The lessons of a site: `lessons/NAME.md` becomes the page `lessons/NAME.html`, and `lessons/index.html` names them all. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import type { Works } from "./citations.ts";
import { contentsPage, lessonPage, searchIndex } from "./page.ts";
import { renderLesson, type Lesson } from "./render.ts";

/** All lessons below `www`, in the order of their numbers. */
export function readLessons(www: string): Lesson[] {
  const folder = join(www, "lessons");
  if (!existsSync(folder)) return [];
  const works = JSON.parse(readFileSync(join(folder, "sources.json"), "utf8")) as Works;
  const surroundings = { repository: join(www, ".."), up: "../", works, embeddable: existsSync(join(www, "embed.html")) };
  const names = readdirSync(folder).filter((name) => name.endsWith(".md")).map((name) => name.slice(0, -3));
  const lessons = names.map((name) => renderLesson(name, readFileSync(join(folder, `${name}.md`), "utf8"), surroundings));
  lessons.sort((one, other) => one.number - other.number);
  lessons.forEach((lesson, at) => {
    if (lesson.number === lessons[at - 1]?.number) throw new Error(`${lesson.name} and ${lessons[at - 1]?.name ?? ""} are both lesson ${lesson.number}`);
  });
  return lessons;
}

/** The pages that the plugin gives, as inputs of a build. */
export function lessonInputs(www: string): string[] {
  const lessons = readLessons(www);
  return lessons.length === 0 ? [] : ["index", ...lessons.map(({ name }) => name)].map((name) => join(www, "lessons", `${name}.html`));
}

export function lessons(www: string): Plugin {
  const folder = join(www, "lessons");
  const isPage = (id: string): boolean => id.startsWith(`${folder}/`) && id.endsWith(".html");
  let course: Lesson[] = [];
  return {
    name: "headwise:lessons",
    enforce: "pre",
    buildStart() {
      course = readLessons(www);
    },
    resolveId(source) {
      return isPage(source) ? source : null;
    },
    load(id) {
      if (!isPage(id)) return null;
      const name = id.slice(folder.length + 1, -".html".length);
      if (name === "index") return contentsPage(course);
      const at = course.findIndex((lesson) => lesson.name === name);
      const lesson = course[at];
      if (lesson === undefined) throw new Error(`there is no lesson ${name}`);
      this.addWatchFile(join(folder, `${name}.md`));
      return lessonPage(lesson, course[at - 1], course[at + 1]);
    },
    generateBundle() {
      if (course.length > 0) this.emitFile({ type: "asset", fileName: "lessons/search.json", source: searchIndex(course) });
    },
  };
}
