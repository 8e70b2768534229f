/** The pages of the course, as templates that get head and bar as every page does. */
import { escapeHtml, plainText, titleHtml } from "./html.ts";
import type { Lesson } from "./render.ts";

const bar = `<header class="bar"><site-bar></site-bar><headwise-theme page></headwise-theme></header>`;

function head(title: string, description: string): string {
  return `<!doctype html>
<title>${escapeHtml(title)}: Headwise</title>
<meta name="description" content="${escapeHtml(description)}" />
<link rel="stylesheet" href="/src/pages/lessons.css" />
<script type="module" src="/src/pages/lessons.ts"></script>
${bar}`;
}

/** One lesson between its neighbours. */
export function lessonPage(lesson: Lesson, before: Lesson | undefined, after: Lesson | undefined): string {
  const { name, number, title, question, summary, sections, html } = lesson;
  const turn = [
    before === undefined ? `<span></span>` : `<a rel="prev" href="./${before.name}.html"><small>Before</small>${before.number}. ${titleHtml(before.title)}</a>`,
    after === undefined ? `<a href="./"><small>The end of the course</small>All lessons</a>` : `<a rel="next" href="./${after.name}.html"><small>Next</small>${after.number}. ${titleHtml(after.title)}</a>`,
  ];
  return `${head(title, summary)}
<main>
<headwise-lesson name="${name}">
<article>
<header class="lead">
<p class="number"><a href="./">Lesson ${number}</a></p>
<h1>${titleHtml(title)}</h1>
<p class="question">${titleHtml(question)}</p>
<nav class="sections" aria-label="In this lesson"><ol>${sections.map((section) => `<li><a href="#${section.id}">${titleHtml(section.title)}</a></li>`).join("")}</ol></nav>
<p class="hint">Words <u>underlined with dots</u> are in the picture: press one to see it there.</p>
</header>
${html}
</article>
<nav class="turn" aria-label="Lessons">${turn.join("")}</nav>
</headwise-lesson>
</main>
`;
}

/** All lessons in order. */
export function contentsPage(lessons: readonly Lesson[]): string {
  const entries = lessons.map(({ name, number, title, question, summary, checkpoints }) => `<li value="${number}">
<a href="./${name}.html">${titleHtml(title)}</a>
<p class="question">${titleHtml(question)}</p>
<p>${titleHtml(summary)}</p>
<headwise-progress lesson="${name}" checkpoints="${checkpoints.map(({ id }) => id).join(" ")}"></headwise-progress>
</li>`);
  return `${head("Lessons", "A course on multi-head attention that runs in the page: theory, mathematics, code, live pictures, and questions that the engine judges.")}
<main class="contents">
<h1>Lessons</h1>
<p class="lead">From one head to a paged cache, in order. Every picture is computed while you read, and every answer is judged by
the same numbers. Nothing you do here leaves this device.</p>
<headwise-search index="./search.json"></headwise-search>
<nav aria-label="Lessons"><ol class="course">${entries.join("\n")}</ol></nav>
<headwise-progress-keeper></headwise-progress-keeper>
</main>
`;
}

/** One entry for each section, for the search in the page. */
export function searchIndex(lessons: readonly Lesson[]): string {
  return JSON.stringify(lessons.map(({ name, number, title, question, summary, sections }) => ({
    name, number, title,
    sections: [{ id: "", title, text: plainText(`${question} ${summary}`) }, ...sections],
  })));
}
