/** What a checkpoint asks, read from its attributes. */
import { parse, type Expression } from "./expression/parse.ts";

interface Asked {
  /** Said when it is right, and when the answer is shown. */
  readonly right: string;
  /** Said when it is wrong: the reason, from the trace. */
  readonly wrong: string;
}

/** The reader picks a word; `answer` is its place among the tokens. */
export interface TokenQuestion extends Asked {
  readonly kind: "token";
  readonly answer: Expression;
  /** Places that can be picked; null: all. */
  readonly among: Expression | null;
}

/** The reader gives a number. */
export interface NumberQuestion extends Asked {
  readonly kind: "number";
  readonly answer: Expression;
  /** How far from the answer, as a share of it, is still right. */
  readonly within: number;
  readonly unit: string;
}

/** The reader picks a statement: the one that holds for the trace. */
export interface ChoiceQuestion extends Asked {
  readonly kind: "choice";
  readonly options: readonly Option[];
}

export interface Option {
  readonly text: string;
  readonly holds: Expression;
  /** Said when it is picked. */
  readonly reason: string;
}

/** The reader changes the scene, or a query or the heads of the model, until the goal holds. */
export interface TaskQuestion extends Asked {
  readonly kind: "task" | "query" | "exam";
  readonly goal: Expression;
  /** A sentence with live numbers on how it stands now. */
  readonly state: string;
  readonly controls: readonly Control[];
  readonly search: Search | null;
}

/** A setting that the reader may change, by its attribute. */
export interface Control {
  readonly attribute: string;
  /** From where to where, by what step; null for what is no range of numbers. */
  readonly range: { readonly least: number; readonly most: number; readonly step: number } | null;
  /** What can be chosen; empty where that is not a list. */
  readonly values: readonly string[];
}

/** The least that something can be over settings, found by running the engine on each: the variable `best`. */
export interface Search {
  readonly least: Expression;
  /** Attributes with the whole numbers that they go through. */
  readonly over: readonly { readonly attribute: string; readonly from: number; readonly to: number }[];
  /** Of settings alone and facts; others are not run. */
  readonly where: Expression | null;
}

export type Question = TokenQuestion | NumberQuestion | ChoiceQuestion | TaskQuestion;

export const questionAttributes = [
  "kind", "answer", "among", "within", "unit", "options", "goal", "state", "controls", "best", "over", "where", "right", "wrong",
] as const;

/**
 * @param get An attribute's text, null when it is absent.
 * @throws Error saying which attribute is missing or wrong.
 */
export function readQuestion(get: (attribute: (typeof questionAttributes)[number]) => string | null): Question {
  const required = (name: (typeof questionAttributes)[number]): string => {
    const value = get(name) ?? "";
    if (value === "") throw new Error(`a checkpoint of kind ${get("kind") ?? "?"} has ${name}`);
    return value;
  };
  const optional = (name: (typeof questionAttributes)[number]): Expression | null => {
    const value = get(name) ?? "";
    return value === "" ? null : parse(value);
  };
  const kind = required("kind");
  const asked: Asked = { right: required("right"), wrong: get("wrong") ?? "" };
  switch (kind) {
    case "token":
      required("wrong");
      return { ...asked, kind, answer: parse(required("answer")), among: optional("among") };
    case "number": {
      required("wrong");
      const within = Number(get("within") ?? "0");
      if (!(within >= 0 && within < 1)) throw new Error("within is a share of the answer, such as 0.01");
      return { ...asked, kind, answer: parse(required("answer")), within, unit: get("unit") ?? "" };
    }
    case "choice":
      return { ...asked, kind, options: strings(required("options")).map(readOption) };
    case "task":
    case "query":
    case "exam":
      required("wrong");
      return { ...asked, kind, goal: parse(required("goal")), state: get("state") ?? "", controls: strings(get("controls") ?? "[]").map(readControl), search: readSearch(get) };
    default:
      throw new Error(`a checkpoint is of kind token, number, choice, task, query or exam, not "${kind}"`);
  }
}

function strings(json: string): readonly string[] {
  const value: unknown = JSON.parse(json);
  if (!Array.isArray(value) || !value.every((each) => typeof each === "string")) throw new Error("options and controls are lists of strings");
  return value;
}

/** `statement | expression | reason`. */
function readOption(line: string): Option {
  const [text, holds, reason] = line.split("|").map((part) => part.trim());
  if (!text || !holds || !reason) throw new Error(`"${line}" is not STATEMENT | EXPRESSION | REASON`);
  return { text, holds: parse(holds), reason };
}

/** `temperature 0.1 5 0.1`, `heads of 1 2 4`, or an attribute alone. */
function readControl(line: string): Control {
  const [attribute = "", ...rest] = line.split(/\s+/);
  if (rest.length === 0) return { attribute, range: null, values: [] };
  if (rest[0] === "of" && rest.length > 1) return { attribute, range: null, values: rest.slice(1) };
  const [least = NaN, most = NaN, step = NaN] = rest.map(Number);
  if (rest.length !== 3 || ![least, most, step].every(Number.isFinite)) {
    throw new Error(`"${line}" is not ATTRIBUTE, ATTRIBUTE LEAST MOST STEP or ATTRIBUTE of VALUE VALUE`);
  }
  return { attribute, range: { least, most, step }, values: [] };
}

function readSearch(get: (attribute: "best" | "over" | "where") => string | null): Search | null {
  const best = get("best") ?? "";
  if (best === "") return null;
  const over = (get("over") ?? "").split(/\s+/).map((part) => {
    const [, attribute = "", from, to] = /^([a-z-]+)=(\d+)\.\.(\d+)$/.exec(part) ?? [];
    if (attribute === "") throw new Error(`over is ATTRIBUTE=FROM..TO, not "${part}"`);
    return { attribute, from: Number(from), to: Number(to) };
  });
  const where = get("where") ?? "";
  return { least: parse(best), over, where: where === "" ? null : parse(where) };
}
