/** Every layer and every key head holds its own K and V: what the bytes are made of. */
import type { Beat } from "../scene";
import { bracket, display, label } from "../shared/marks";
import { counted, number } from "../shared/numbers";
import { around, rect } from "../shared/rects";
import { legend } from "../shared/scales";
import { say } from "../shared/words";
import { bytesHeld, cacheOf, type Cache } from "./cache";
import { stackIn, stackMarks, type Stack } from "./stack";

export const wholeStack: Beat = {
  id: "whole-stack",
  title: "The whole stack",
  formula: "wholeStack",
  caption(context) {
    const cache = cacheOf(context);
    const { layers, sizes, rows, prompt } = cache;
    const token = number(bytesHeld(cache, prompt + 1) - bytesHeld(cache, prompt));
    return say(
      `${layers === 1 ? "One layer" : `Each of ${layers} layers`} keeps K and V of ${counted(sizes.g, "key head")}, ${counted(sizes.dim, "number")} wide: ${token} bytes a token. `,
      `With ${counted(rows, "token")} all layers hold ${number(bytesHeld(cache, rows))} bytes, and it grows as long as the text does.`,
    );
  },
  keyframes(context) {
    const cache = cacheOf(context);
    const { room, scales, prompt, rows } = cache;
    const legends = [legend("K", scales.key), legend("V", scales.value)];
    const stack = stackIn(cache, areaOf(cache), 2.4 * room.inner.height / cache.sizes.g + 120);
    return [prompt, rows].map((tokens) =>
      display(room.frame, legends, stackMarks(cache, stack, tokens, { followed: "here" }), names(cache, stack), bytesAt(cache, tokens)),
    );
  },
};

/** The whole sheet but for a line of names above and one of bytes below. */
function areaOf({ room }: Cache) {
  const { inner, frame, tall } = room;
  const x = tall ? 14 : 40;
  return rect(x, inner.y, frame.width - 2 * x, inner.height - 34);
}

/** `K` and `V` over the first head, and a brace over all. */
function names({ sizes, room }: Cache, stack: Stack) {
  const first = stack[0] ?? [];
  const all = around(first.flatMap(({ keys, values }) => [keys, values]));
  const above = rect(all.x, all.y - 18, all.width, all.height);
  return room.tall ? [] : [bracket("stack:heads", above, "top", counted(sizes.g, "key head"))];
}

function bytesAt(cache: Cache, tokens: number) {
  const { layers, sizes, room } = cache;
  const { frame, inner } = room;
  const terms = `2 × ${layers} × ${sizes.g} × ${sizes.dim} × ${tokens} × 4 =`;
  const total = `${number(bytesHeld(cache, tokens))} bytes`;
  const y = inner.y + inner.height - 8;
  return [
    label("stack:terms", frame.width / 2 - 8, y, terms, { align: "end", hue: "muted", size: room.tall ? "small" : "body" }),
    label("stack:bytes", frame.width / 2, y, total, { size: room.tall ? "body" : "large" }),
  ];
}
