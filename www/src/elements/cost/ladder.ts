/** The steps of sliders and axes: powers of two, and the halves between them. */

function ladder(from: number, to: number): readonly number[] {
  const steps: number[] = [];
  for (let power = from; power <= to; power *= 2) steps.push(...(power >= 2 && power < to ? [power, 1.5 * power] : [power]));
  return steps;
}

/** Lengths of a text on the plot's axis. */
export const lengths = ladder(128, 2 ** 20);
/** Lengths of a text on the slider. */
export const tokenSteps = ladder(1, 2 ** 20);
/** Numbers of texts on the slider. */
export const batchSteps = ladder(1, 4096);
/** Numbers of texts along the roof. */
export const powers: readonly number[] = Array.from({ length: 11 }, (_, power) => 2 ** power);

/** The place of the step nearest to a value, in ratio. */
export function nearestStep(steps: readonly number[], value: number): number {
  const distance = (step: number) => Math.abs(Math.log(step / value));
  return steps.reduce((best, step, at) => (distance(step) < distance(steps[best] ?? 1) ? at : best), 0);
}
