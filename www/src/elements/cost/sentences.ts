/** What the sheet says, in sentences with its numbers. */
import type { Computed } from "./state";
import { amount, digits, pace, whole } from "./units";

/** The answer that most readers came for. */
export function leadOf({ sheet, facts, name, machine, settings }: Computed): string {
  const { cache, fit, memory, weightBytes } = sheet;
  const { tokens, batch, sizes } = facts;
  const where = settings.devices === 1 ? `${amount(memory, "B")} of ${machine}` : `${amount(memory, "B")} of ${settings.devices} × ${machine}`;
  const keeps = `${name} keeps ${amount(cache.token, "B")} for every token${sizes.window > 0 && tokens > sizes.window ? ` among the last ${whole(sizes.window)}` : ""}, ${amount(cache.text, "B")} for a text of ${whole(tokens)}.`;
  const weights = `${amount(weightBytes, "B")} of weights`;
  if (fit === null) return `${keeps} Its ${weights} alone do not fit in the ${where}.`;
  if (fit === 0) return `${keeps} Beside ${weights}, not one such text fits in the ${where}.`;
  const texts = fit === 1 ? "one such text fits" : `${whole(fit)} such texts fit`;
  const asked = batch > fit ? `, fewer than the ${whole(batch)} asked for` : "";
  return `${keeps} Beside ${weights}, ${texts} in the ${where}${asked}.`;
}

/** What bounds both passes. */
export function boundsOf({ sheet, facts }: Computed): string {
  const { prefill, decode, ridge } = sheet;
  const bound = ({ roof }: typeof prefill) => (roof.memoryBound ? "memory" : "arithmetic");
  const texts = facts.batch === 1 ? "one text" : `${whole(facts.batch)} texts`;
  return `Decoding ${texts} at once does ${digits(decode.roof.intensity)} operations for each byte it moves and is bound by ${bound(decode)}; `
    + `prefill does ${digits(prefill.roof.intensity)} and is bound by ${bound(prefill)}. The roofs of the machine meet at ${digits(ridge)}.`;
}

/** One step along the roof. */
export function stepSentence({ batch, fits, sheet: { decode } }: Computed["steps"][number]): string {
  const texts = batch === 1 ? "1 text" : `${whole(batch)} texts`;
  return `Decoding ${texts}: ${digits(decode.roof.intensity)} FLOP/B, ${amount(decode.roof.attainable, "FLOP/s")}, ${pace(decode.rate)} tokens a second at most${fits ? "" : "; their caches do not fit"}.`;
}
