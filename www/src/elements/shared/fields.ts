/** How single settings are read from text (attributes, the address) and written back. */

/** A value read from text, with a sentence for the reader when the text could not be taken as it was. */
export interface Reading<T> {
  readonly value: T;
  readonly notice?: string;
}

export interface Codec<T> {
  /** `label` names the setting in the notice; `initial` stands in for text that means nothing. */
  read(raw: string, label: string, initial: T): Reading<T>;
  write(value: T): string;
}

export interface Field<T> extends Codec<T> {
  readonly attribute: string;
  readonly initial: T;
}

export const words: Codec<string> = {
  read: (raw) => ({ value: raw }),
  write: (value) => value,
};

const no = new Set(["false", "0", "off", "no"]);
const yes = new Set(["", "true", "1", "on", "yes"]);

/** An attribute that is present without a value means yes. */
export const flag: Codec<boolean> = {
  read(raw, label, initial) {
    const text = raw.trim().toLowerCase();
    if (yes.has(text)) return { value: true };
    if (no.has(text)) return { value: false };
    return { value: initial, notice: `${label} must be true or false, not “${raw}”. Using ${initial}.` };
  },
  write: String,
};

/** A finite number, clamped to the limits; rounded when `whole`. */
export function number(least: number, most: number, options: { whole?: boolean } = {}): Codec<number> {
  return {
    read(raw, label, initial) {
      const given = raw.trim() === "" ? Number.NaN : Number(raw);
      if (!Number.isFinite(given)) {
        return { value: initial, notice: `${label} must be a number, not “${raw}”. Using ${initial}.` };
      }
      const rounded = options.whole ? Math.round(given) : given;
      const value = Math.min(most, Math.max(least, rounded));
      if (value === given) return { value };
      return { value, notice: `${label} goes from ${least} to ${most}, not ${raw}. Using ${value}.` };
    },
    write: String,
  };
}

/** One of a few values; a number that is none of them goes to the nearest. */
export function oneOf<T extends string | number>(choices: readonly T[]): Codec<T> {
  return {
    read(raw, label, initial) {
      const same = choices.find((choice) => String(choice) === raw.trim());
      if (same !== undefined) return { value: same };
      const given = raw.trim() === "" ? Number.NaN : Number(raw);
      const value = Number.isFinite(given) ? nearest(choices, given) : initial;
      const list = choices.join(", ");
      return { value, notice: `${label} can be ${list}, not “${raw}”. Using ${value}.` };
    },
    write: String,
  };
}

/**
 * A place, which counts from 0, by its number, which counts from 1 as everything does that people read.
 * @param least 0 where there may be something before the first.
 */
export function place(most: number, least = 1): Codec<number> {
  const counted = number(least, most, { whole: true });
  return {
    read(raw, label, initial) {
      const { value, ...rest } = counted.read(raw, label, initial + 1);
      return { value: value - 1, ...rest };
    },
    write: (value) => counted.write(value + 1),
  };
}

/** Head numbers from 1, separated by commas, such as `1,4`; their places in ascending order. */
export const headPlaces: Codec<readonly number[]> = {
  read(raw, label) {
    const parts = raw.split(",").map((part) => part.trim()).filter((part) => part !== "");
    const good = parts.map(Number).filter((part) => Number.isInteger(part) && part >= 1);
    const value = [...new Set(good.map((part) => part - 1))].sort((a, b) => a - b);
    if (good.length === parts.length) return { value };
    return { value, notice: `${label} must be head numbers separated by commas, not “${raw}”.` };
  },
  write: (value) => value.map((place) => place + 1).join(","),
};

/** The choice nearest to a number; between two, the larger. Choices that are words are never near. */
export function nearest<T extends string | number>(choices: readonly T[], to: number): T {
  const distance = (choice: T) => Math.abs(Number(choice) - to);
  return choices.reduce((best, choice) => (distance(choice) <= distance(best) ? choice : best));
}
