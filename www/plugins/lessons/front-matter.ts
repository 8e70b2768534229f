/** The facts of a lesson that stand above its text. */

export interface FrontMatter {
  /** Its place in the course, from 1. */
  readonly number: number;
  readonly title: string;
  /** What the reader can answer afterwards. */
  readonly question: string;
  /** One or two sentences for the contents page and for search engines. */
  readonly summary: string;
}

const names = ["number", "title", "question", "summary"] as const;

/**
 * Takes `key: value` lines between two lines `---` off the text.
 * @throws Error when there are none, one is missing, or one is not known.
 */
export function takeFrontMatter(text: string): { readonly facts: FrontMatter; readonly body: string } {
  const found = /^---\n(.*?)\n---\n/s.exec(text);
  if (found === null) throw new Error("a lesson begins with its facts between two lines ---");
  const values = fieldsOf((found[1] ?? "").split("\n"));
  for (const name of values.keys()) {
    if (!names.some((known) => known === name)) throw new Error(`${name} is no fact of a lesson; they are ${names.join(", ")}`);
  }
  const value = (name: (typeof names)[number]): string => {
    const given = values.get(name)?.[0] ?? "";
    if (given === "") throw new Error(`a lesson has a ${name}`);
    return given;
  };
  const number = Number(value("number"));
  if (!Number.isInteger(number) || number < 1) throw new Error("the number of a lesson counts from 1");
  return {
    facts: { number, title: value("title"), question: value("question"), summary: value("summary") },
    body: text.slice(found[0].length),
  };
}

/**
 * Reads `key: value` lines. A line that begins with two spaces goes on with the value before it; a key may come more than once.
 * @throws Error naming a line that is neither.
 */
export function fieldsOf(lines: readonly string[]): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  let latest: string[] | undefined;
  for (const line of lines) {
    if (line.trim() === "") continue;
    if (line.startsWith("  ") && latest !== undefined) {
      latest.push(`${latest.pop() ?? ""} ${line.trim()}`);
      continue;
    }
    const [, key, value] = /^([a-z][a-z-]*):\s*(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) throw new Error(`expected "key: value", found "${line}"`);
    latest = fields.get(key) ?? [];
    latest.push(value.trim());
    fields.set(key, latest);
  }
  return fields;
}
