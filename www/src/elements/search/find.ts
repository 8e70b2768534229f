/** Finding words in the text of lessons. */

/** What the site's search index holds for each lesson. */
export interface IndexedLesson {
  /** The page's file name without its ending. */
  readonly name: string;
  readonly number: number;
  readonly title: string;
  /** `id` is the section's anchor; empty for the lesson itself. */
  readonly sections: readonly { readonly id: string; readonly title: string; readonly text: string }[];
}

export interface Found {
  readonly lesson: IndexedLesson;
  readonly id: string;
  readonly title: string;
  /** The text around the first word that was found, in pieces; the odd ones are what was found. */
  readonly around: readonly string[];
}

/** Characters of the text around what was found. */
const before = 48;
const after = 96;

/** Sections that hold all the words (or their beginnings), those with them in the title first. */
export function find(lessons: readonly IndexedLesson[], query: string, most = 12): Found[] {
  const words = query.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  if (words.length === 0) return [];
  const patterns = words.map((word) => new RegExp(`(?<![\\p{L}\\p{N}])${word}`, "iu"));
  const hits = lessons.flatMap((lesson) => lesson.sections.flatMap((section) => {
    const whole = `${section.title} ${section.text}`;
    if (!patterns.every((pattern) => pattern.test(whole))) return [];
    const inTitle = patterns.filter((pattern) => pattern.test(section.title)).length;
    return [{ lesson, section, inTitle }];
  }));
  hits.sort((one, other) => other.inTitle - one.inTitle || one.lesson.number - other.lesson.number);
  return hits.slice(0, most).map(({ lesson, section }) => ({ lesson, id: section.id, title: section.title, around: around(section.text, words) }));
}

function around(text: string, words: readonly string[]): string[] {
  const first = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join("|")})`, "iu").exec(text)?.index ?? 0;
  const start = Math.max(0, first - before);
  const end = Math.min(text.length, first + after);
  const piece = `${start > 0 ? "… " : ""}${text.slice(start, end).replace(start > 0 ? /^\S*\s/u : /^/u, "")}${end < text.length ? " …" : ""}`;
  return piece.split(new RegExp(`((?<![\\p{L}\\p{N}])(?:${words.join("|")})[\\p{L}\\p{N}]*)`, "iu"));
}
