/** JSON with sorted keys and without estimates, so that what means the same has one text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === 'bigint') return `${inner}n`;
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    const meant = Object.entries(inner).filter(([name]) => !isEstimate(inner as Members, name));
    return Object.fromEntries(meant.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

type Members = Readonly<Record<string, unknown>>;

/** What is only an estimate: the most steps of an expression, which a release may count otherwise. */
const isEstimate = (of: Members, name: string): boolean =>
  name === 'cost' && /expression$/i.test(String(of['kind'])) && typeof of['cost'] === 'number';

/**
 * Sixteen hexadecimal digits that change when the value means something else.
 *
 * Guards against accidents, not against forgery: two 32-bit FNV-1a hashes from different bases.
 */
export function fingerprint(value: unknown): string {
  const text = canonicalJson(value);
  return [0x811c9dc5, 0x1b873593].map((basis) => fnv1a(text, basis)).join('');
}

function fnv1a(text: string, basis: number): string {
  let hash = basis;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 13), 0x85ebca6b);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
