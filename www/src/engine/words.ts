/**
 * A text as words, by the browser's own tables of Unicode: carried along they would be a sixth of the module
 * that traces the text.
 *
 * `Intl.Segmenter` will not do: it divides Chinese, Thai and others by dictionaries, each browser by another,
 * and a shared link has to show the same words everywhere. These are the standard's rules (UAX #29, 4.1).
 */

const raw = String.raw;

/** Written without spaces, each sign alone: no letters to the standard. */
const unspaced = raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tai_Le}\p{Script=New_Tai_Lue}\p{Script=Tai_Tham}\p{Script=Tai_Viet}\p{Script=Ahom}`;
const kana = raw`\p{Script=Katakana}\u3031-\u3035\u309B\u309C\u30A0\u30FC\uFF70`;
/** What belongs to the sign before it, whatever that is: marks, skin colours, joiners (with the picture behind them, WB3c) and other formatting. */
const marked = raw`(?:\u200D\p{Extended_Pictographic}|[\p{M}\p{Cf}\p{Emoji_Modifier}\uFF9E\uFF9F])*`;

const letter = raw`(?![${unspaced}${kana}\p{M}])\p{Alphabetic}${marked}`;
const hebrew = raw`(?=\p{L})\p{Script=Hebrew}${marked}`;
const digit = raw`\p{Nd}${marked}`;
const katakana = raw`(?:(?!\p{M})[${kana}]${marked})+`;
const low = raw`(?:[\p{Pc}\u202F]${marked})+`;
/** WB6, WB7: can't, l’été, a:b. WB7a to WB7c: quotes that abbreviate in Hebrew. WB11, WB12: 1,000.50. */
const between = raw`[.'\u2018\u2019\u2024\uFE52\uFF07\uFF0E:\u00B7\u0387\u055F\u05F4\u2027\uFE13\uFE55\uFF1A]${marked}(?=${letter})`;
const inNumber = raw`[.'\u2018\u2019\u2024\uFE52\uFF07\uFF0E,;\u037E\u0589\u060C\u060D\u066C\u07F8\u2044\uFE10\uFE14\uFE50\uFE54\uFF0C\uFF1B]${marked}(?=${digit})`;
const word = raw`(?:${hebrew}(?:"${marked}(?=${hebrew})|${between}|'${marked})?|${letter}(?:${between})?|${digit}(?:${inNumber})?)+`;
/** WB13a, WB13b: snake_case. */
const joined = raw`(?:${word}|${katakana})(?:${low}(?:${word}|${katakana})?)*|(?:${low}(?:${word}|${katakana})?)+`;
const flag = raw`\p{Regional_Indicator}${marked}\p{Regional_Indicator}${marked}`;
const space = raw`[ \u1680\u2000-\u2006\u2008-\u200A\u205F\u3000]+${marked}`;
/** WB3, WB3a: nothing belongs to a line's end. */
const part = raw`\r\n|[\r\n\v\f\u0085\u2028\u2029]|${joined}|${flag}|${space}|[^]${marked}`;
const parts = new RegExp(part, "gu");

/** The parts of a text between the word boundaries of Unicode, spaces too: by turns a part and the same in lower case, letter by letter. */
export function partsOf(text: string): string[] {
  return (text.match(parts) ?? []).flatMap((part) => [part, Array.from(part, (letter) => letter.toLowerCase()).join("")]);
}
