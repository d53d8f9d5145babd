/**
 * How far a fraction may be from the expected one, relative to it.
 *
 * Ours is exactly rounded; that of a system that adds doubles one by one may be off by its last bits.
 */
const TOLERANCE = 1e-12;

/** Whether two JSON values say the same. Objects may have their keys in any order. */
export function isSame(expected: unknown, got: unknown): boolean {
  if (typeof expected === 'number' && typeof got === 'number') {
    if (expected === got || Number.isInteger(expected)) return expected === got;
    return Math.abs(expected - got) <= TOLERANCE * Math.abs(expected);
  }
  if (Array.isArray(expected) && Array.isArray(got)) {
    return expected.length === got.length && expected.every((item, i) => isSame(item, got[i]));
  }
  if (!isObject(expected) || !isObject(got)) return expected === got;
  const names = Object.keys(expected);
  return (
    names.length === Object.keys(got).length &&
    names.every((name) => name in got && isSame(expected[name], got[name]))
  );
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether the lists hold the same, each as often, in any order. */
export function isSameMultiset(expected: readonly unknown[], got: readonly unknown[]): boolean {
  const left = [...got];
  return (
    expected.length === got.length &&
    expected.every((item) => {
      const at = left.findIndex((candidate) => isSame(item, candidate));
      if (at >= 0) left.splice(at, 1);
      return at >= 0;
    })
  );
}

/** A line for people if the two differ. */
export function difference(
  what: string,
  { expected, got }: { readonly expected: readonly unknown[]; readonly got: readonly unknown[] },
  ordered = false,
): readonly string[] {
  const same = ordered ? isSame(expected, got) : isSameMultiset(expected, got);
  return same
    ? []
    : [`${what}\n    expected ${JSON.stringify(expected)}\n    got      ${JSON.stringify(got)}`];
}
