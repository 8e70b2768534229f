/** Summaries of repeated measurements. */

/**
 * The middle value; the mean of the two middle ones of an even count.
 * @throws RangeError without values.
 */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * The value below which a share of the values lies, interpolated between neighbours
 * (Hyndman and Fan's type 7, as in R and NumPy).
 * @param share 0 for the smallest value to 1 for the largest.
 * @throws RangeError without values.
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)];
  const high = sorted[Math.ceil(place)];
  if (low === undefined || high === undefined) throw new RangeError("there are no values to summarise");
  return low + (high - low) * (place - Math.floor(place));
}

/** Half the distance between the quartiles, as a share of the median: how much the values scatter. */
export function scatter(values: readonly number[]): number {
  return (quantile(values, 0.75) - quantile(values, 0.25)) / (2 * median(values));
}
