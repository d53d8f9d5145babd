/** A number that was aimed for, and what was measured. */
export interface Aim {
  readonly of: string;
  readonly value: number;
  readonly atLeast: number;
}

/** Says plainly whether a goal was met, and by what it was missed. */
export function verdict(goal: string, aims: readonly Aim[]): string {
  const missed = aims.filter(({ value, atLeast }) => !(value >= atLeast));
  if (missed.length === 0) return `Goal: ${goal}. **Met** in all ${aims.length} rows.`;
  const misses = missed.map(
    ({ of, value, atLeast }) => `${of}: ${value.toFixed(2)}, not ${atLeast.toFixed(2)}`,
  );
  return `Goal: ${goal}. **Missed** in ${missed.length} of ${aims.length} rows (${misses.join('; ')}).`;
}
