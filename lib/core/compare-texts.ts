/**
 * Order of two texts by code point, as UTF-8 bytes and SQL engines have it; negative if `a` is first.
 *
 * JavaScript's `<` orders by UTF-16 unit and puts characters beyond U+FFFF before U+E000 to U+FFFF.
 */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for the highest code points, so they go behind every other unit. */
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
