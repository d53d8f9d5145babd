/** Numbers of shards that a stream passes through: Kinesis at most doubles or halves at a time. */
export function stepsTo(wanted: number, open: number): number[] {
  const steps: number[] = [];
  for (let at = open; at !== wanted; ) {
    at = wanted > at ? Math.min(wanted, at * 2) : Math.max(wanted, Math.ceil(at / 2));
    steps.push(at);
  }
  return steps;
}
