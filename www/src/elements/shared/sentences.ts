/** Sentences to begin with: of the trained model's small English first, then some that random weights read as well. */
export interface Example {
  readonly name: string;
  readonly text: string;
}

export const examples: readonly Example[] = [
  { name: "A name comes back", text: "Anna Quill says that the keys near the cabinet are old. Anna" },
  { name: "Keys near a cabinet", text: "the keys near the old cabinet" },
  { name: "A pronoun", text: "the queen with the red box says that she" },
  { name: "Nonsense, repeated", text: "violin quietly Frost apples under violin quietly Frost apples under violin quietly" },
  { name: "Words that repeat", text: "the cat sat on the mat because the mat was warm" },
  { name: "A long way back", text: "the keys that the man with the old hats left on the cabinet are gone" },
  { name: "Only three words", text: "keys open doors" },
  { name: "Thirty-two words", text:
    "attention lets every word look at every word before it and take from each just what it needs so that the "
    + "meaning of a word is made of the words around it" },
  { name: "Right to left", text: "القطة جلست على السجادة لأن السجادة دافئة" },
  { name: "Signs and emoji", text: "🔑 opens 🚪 and 🔑 opens 📦, but 🚪 opens nothing" },
];
