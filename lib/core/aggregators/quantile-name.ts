/** Under what a row shows a quantile: `p50` for 0.5, `p99_9` for 0.999. */
export function quantileName(q: number): string {
  const percent = Number((q * 100).toPrecision(15)); // 0.29 · 100 is not quite 29
  return `p${String(percent).replace('.', '_')}`;
}
