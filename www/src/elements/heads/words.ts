/** How the page says things. */
import type { Asked } from "../../trace/generated/Asked";
import type { RelationKind } from "../../trace/generated/RelationKind";

/** From the later word to the earlier one. */
export const relationNames: Readonly<Record<RelationKind, string>> = {
  "pronoun-antecedent": "pronoun to its antecedent",
  "verb-subject": "verb to its subject",
  "verb-object": "object to its verb",
  "adjective-noun": "noun to its adjective",
  "determiner-noun": "noun to its determiner",
  "relative-noun": "who or that to its noun",
  "preposition-head": "preposition to what it belongs to",
  "preposition-object": "noun to its preposition",
  "conjunct": "second of a pair to the first",
  "adverb-verb": "adverb and verb",
  "name-repeat": "name to its last use",
  "stretch-repeat": "repeated token to its last use",
};

/** Whose row is looked at. */
export const askedNames: Readonly<Record<Asked, string>> = {
  token: "at the word itself",
  before: "one word ahead, where the word is predicted",
};

export function percent(share: number): string {
  return `${Math.round(100 * share)}\u00a0%`;
}

/** A loss in nats, or a difference of two. */
export function nats(loss: number): string {
  return loss.toFixed(3).replace("-", "−");
}

export function signed(difference: number): string {
  return difference >= 0 ? `+${nats(difference)}` : nats(difference);
}

/** A weight or a probability. */
export function share(value: number): string {
  return value.toFixed(2);
}
