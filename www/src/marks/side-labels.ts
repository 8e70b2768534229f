/** Which names along a side can stand without touching, always with those the reader looks at. */

/**
 * The places, ascending, whose names are shown when each place is `pitch` pixels and a name needs
 * `needed` pixels. Every k-th name, k as small as fits; a highlighted name displaces its neighbours.
 */
export function shownLabels(count: number, pitch: number, needed: number, highlighted: ReadonlySet<number>): number[] {
  if (count === 0 || pitch <= 0) return [];
  const every = Math.max(1, Math.ceil(needed / pitch));
  const reach = needed / pitch;
  const shown: number[] = [];
  for (const place of [...highlighted].toSorted((a, b) => a - b)) {
    const last = shown.at(-1);
    if (place < count && (last === undefined || place - last >= reach)) shown.push(place);
  }
  const chosen = [...shown];
  for (let place = 0; place < count; place += every) {
    if (chosen.every((other) => Math.abs(other - place) >= reach)) shown.push(place);
  }
  return shown.toSorted((a, b) => a - b);
}

/** How column names stand: along the row when the widest fits, else turned. Degrees, 0, 45 or 90. */
export function columnAngle(pitch: number, widest: number, lineHeight: number): 0 | 45 | 90 {
  if (widest <= pitch - 4) return 0;
  // Baselines of slanted lines are pitch * sin 45 apart.
  return pitch * Math.SQRT1_2 >= lineHeight ? 45 : 90;
}
