/**
 * What a reader has reached in the lessons, kept on this device and nowhere else. Where the browser
 * forbids that, it lasts as long as the page.
 */
const key = "headwise-lessons";
const version = 1;

/** `right`: answered. `shown`: the answer was looked at. */
export type Outcome = "right" | "shown";
/** Lessons by name, their checkpoints by name. */
export type Reached = Readonly<Record<string, Readonly<Record<string, Outcome>>>>;

/** Fires `change` when something was reached or erased. */
class Progress extends EventTarget {
  private kept: Reached = {};
  private readonly storage: Storage | null;

  constructor() {
    super();
    this.storage = openStorage();
    this.kept = read(this.storage?.getItem(key) ?? null) ?? {};
  }

  get reached(): Reached {
    return this.kept;
  }

  /** A right answer stays one when the answer is shown later. */
  note(lesson: string, checkpoint: string, outcome: Outcome): void {
    const before = this.kept[lesson] ?? {};
    if (before[checkpoint] === "right" || before[checkpoint] === outcome) return;
    this.keep({ ...this.kept, [lesson]: { ...before, [checkpoint]: outcome } });
  }

  /** All of it as JSON, which {@link import} reads. */
  export(): string {
    return JSON.stringify({ version, reached: this.kept }, null, 2);
  }

  /** Adds what an export holds; false when the text is none. */
  import(text: string): boolean {
    const reached = read(text);
    if (reached === null) return false;
    for (const [lesson, checkpoints] of Object.entries(reached)) {
      for (const [name, outcome] of Object.entries(checkpoints)) this.note(lesson, name, outcome);
    }
    return true;
  }

  erase(): void {
    this.kept = {};
    try {
      this.storage?.removeItem(key);
    } catch {
      // What could not be written is not there.
    }
    this.dispatchEvent(new Event("change"));
  }

  private keep(reached: Reached): void {
    this.kept = reached;
    try {
      this.storage?.setItem(key, this.export());
    } catch {
      // Full or forbidden: it lasts as long as the page.
    }
    this.dispatchEvent(new Event("change"));
  }
}

/** Null where the browser refuses: to name it is to be refused in some. */
function openStorage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** What a text holds, without anything that is not an outcome; null when it is nothing of the kind. */
export function read(text: string | null): Reached | null {
  if (text === null) return null;
  try {
    const value = JSON.parse(text) as { readonly version?: unknown; readonly reached?: unknown };
    if (value.version !== version || typeof value.reached !== "object" || value.reached === null) return null;
    return Object.fromEntries(Object.entries(value.reached).map(([lesson, checkpoints]: [string, unknown]) => {
      const outcomes = Object.entries(typeof checkpoints === "object" && checkpoints !== null ? checkpoints : {});
      return [lesson, Object.fromEntries(outcomes.filter((entry): entry is [string, Outcome] => entry[1] === "right" || entry[1] === "shown"))];
    }));
  } catch {
    return null;
  }
}

export const progress = new Progress();
