/** Lines of this repository for a lesson, taken when the site is built: they cannot go stale. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface SourceLines {
  /** From the root of the repository. */
  readonly path: string;
  /** Of the first line, from 1. */
  readonly line: number;
  readonly code: string;
}

/**
 * The function, with the comments above it unless `bare`, or what stands between the comments
 * `lesson: NAME` and `lesson: end`.
 * @param wanted `fn NAME` or `part NAME`.
 * @throws Error when the file or the lines are gone, or the name is not the only one.
 */
export function sourceLines(repository: string, path: string, wanted: string, bare = false): SourceLines {
  const lines = readFileSync(join(repository, path), "utf8").split("\n");
  const [kind, name] = wanted.split(" ");
  if ((kind !== "fn" && kind !== "part") || name === undefined || !/^\w[\w-]*$/.test(name)) {
    throw new Error(`${path}: expected "fn NAME" or "part NAME", found "${wanted}"`);
  }
  const [from, to] = kind === "fn" ? functionAt(lines, name, bare) : partAt(lines, name);
  if (from === null || to === null) throw new Error(`${path}: there is no ${wanted}, or more than one`);
  return { path, line: from + 1, code: unindented(lines.slice(from, to)) };
}

type Lines = readonly [from: number, to: number] | readonly [null, null];

function functionAt(lines: readonly string[], name: string, bare: boolean): Lines {
  const heads = lines.flatMap((line, at) => (new RegExp(`^\\s*(pub(\\([a-z]+\\))? )?(const )?fn ${name}\\b`).test(line) ? [at] : []));
  const [head] = heads;
  if (head === undefined || heads.length > 1) return [null, null];
  const indent = /^\s*/.exec(lines[head] ?? "")?.[0] ?? "";
  const last = lines.indexOf(`${indent}}`, head);
  if (last < 0) return [null, null];
  if (bare) return [head, last + 1];
  let first = head;
  while (/^\s*(\/\/\/|#\[)/.test(lines[first - 1] ?? "")) first -= 1;
  return [first, last + 1];
}

function partAt(lines: readonly string[], name: string): Lines {
  const marks = lines.flatMap((line, at) => (line.trim() === `// lesson: ${name}` ? [at] : []));
  const [mark] = marks;
  if (mark === undefined || marks.length > 1) return [null, null];
  const end = lines.findIndex((line, at) => at > mark && line.trim() === "// lesson: end");
  return end < 0 ? [null, null] : [mark + 1, end];
}

function unindented(lines: readonly string[]): string {
  const indents = lines.filter((line) => line.trim() !== "").map((line) => /^ */.exec(line)?.[0].length ?? 0);
  const least = Math.min(...indents);
  return lines.map((line) => line.slice(least)).join("\n");
}
