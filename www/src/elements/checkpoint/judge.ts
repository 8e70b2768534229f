/** Whether an answer is right, and why: read from the trace, never from a key. */
import type { TraceReader } from "../../trace/reader";
import type { Settings } from "../shared/settings";
import { evaluate } from "./expression/evaluate";
import { scopeOf, type Records, type Variables } from "./expression/scope";
import { fill, textOfPieces, type Piece } from "./expression/template";
import { list, number, truth, type Scope } from "./expression/value";
import type { Question } from "./question";

/** What is computed, and what it is judged by. */
export interface Evidence {
  readonly trace: TraceReader;
  readonly settings: Settings;
  /** Places of the head and the query row that are followed. */
  readonly head: number;
  readonly row: number;
  /** What the question's own runs of the engine gave. */
  readonly variables?: Variables;
  readonly records?: Records;
}

export interface Verdict {
  readonly right: boolean;
  readonly reason: readonly Piece[];
}

/** @param given The place of the token or of the option, or the number; null for tasks. */
export function judge(question: Question, given: number | null, evidence: Evidence): Verdict {
  const scope = scopeFor(question, given, evidence);
  if (question.kind === "choice") {
    const option = question.options[given ?? -1];
    if (option === undefined) throw new Error(`there is no option ${given ?? "yet"}`);
    const right = truth(evaluate(option.holds, scope));
    const reasons = right ? [option.reason, question.right] : [option.reason, question.wrong];
    return { right, reason: fill(reasons.filter((reason) => reason !== "").join(" "), scope) };
  }
  const right = isRight(question, given, scope);
  return { right, reason: fill(right ? question.right : question.wrong, scope) };
}

function isRight(question: Exclude<Question, { kind: "choice" }>, given: number | null, scope: Scope): boolean {
  switch (question.kind) {
    case "token":
      return given === evaluate(question.answer, scope);
    case "number": {
      const answer = number(evaluate(question.answer, scope));
      return given !== null && Math.abs(given - answer) <= question.within * Math.abs(answer) + 1e-9;
    }
    default:
      return truth(evaluate(question.goal, scope));
  }
}

/** What is said when the reader asks for the answer; a task has none but its own way. */
export function reveal(question: Question, evidence: Evidence): readonly Piece[] | null {
  switch (question.kind) {
    case "token":
    case "number": {
      const answer = number(evaluate(question.answer, scopeFor(question, null, evidence)));
      return fill(question.right, scopeFor(question, answer, evidence));
    }
    case "choice": {
      const scope = scopeFor(question, null, evidence);
      const option = question.options.find(({ holds }) => truth(evaluate(holds, scope)));
      return option === undefined ? null : fill(`“${option.text}” ${option.reason} ${question.right}`, scope);
    }
    default:
      return null;
  }
}

/** Places of the tokens that can be picked. */
export function pickable(question: Question, evidence: Evidence): readonly number[] {
  if (question.kind === "token" && question.among !== null) return list(evaluate(question.among, scopeFor(question, null, evidence)));
  return evidence.trace.tokens.map((_, at) => at);
}

/** A number, or several, in the question itself. */
export function toldIn(question: Question, template: string, evidence: Evidence): string {
  return textOfPieces(fill(template, scopeFor(question, null, evidence)));
}

/** The statements of a choice, with their numbers. */
export function statements(question: Question, evidence: Evidence): readonly string[] {
  return question.kind === "choice" ? question.options.map(({ text }) => textOfPieces(fill(text, scopeFor(question, null, evidence)))) : [];
}

/** How a task stands. */
export function stateOf(question: Question, evidence: Evidence): readonly Piece[] {
  return "state" in question && question.state !== "" ? fill(question.state, scopeFor(question, null, evidence)) : [];
}

function scopeFor(question: Question, given: number | null, { trace, settings, head, row, variables, records }: Evidence): Scope {
  const known: Variables = { head, row, ...variables, ...(given === null ? {} : { given }) };
  if (question.kind !== "token" && question.kind !== "number") return scopeOf(trace, settings, known, records);
  const answer = evaluate(question.answer, scopeOf(trace, settings, known, records));
  return scopeOf(trace, settings, { ...known, answer }, records);
}
