import type { ClassItem } from './tree.ts';

/** Classes after a backslash; those in upper case hold all others. */
const PERL: Readonly<Record<string, string>> = { d: '0-9', w: '0-9A-Za-z_', s: '\\t\\n\\f\\r ' };

const POSIX: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\0-\\x7f',
  blank: '\\t ',
  cntrl: '\\0-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

/** What `\d`, `\W` and the like hold. */
export function perlClass(letter: string): ClassItem | undefined {
  const source = Object.hasOwn(PERL, letter.toLowerCase()) ? PERL[letter.toLowerCase()] : undefined;
  return source === undefined ? undefined : { source, negated: letter !== letter.toLowerCase() };
}

/** What `[:alpha:]` and `[:^alpha:]` hold. */
export function posixClass(name: string): ClassItem | undefined {
  const negated = name.startsWith('^');
  const bare = negated ? name.slice(1) : name;
  return Object.hasOwn(POSIX, bare) ? { source: POSIX[bare] as string, negated } : undefined;
}

/** What `\p{Greek}` holds: a general category or a script, as the engine's Unicode has them. */
export function unicodeClass(name: string, isNegated: boolean): ClassItem | undefined {
  const negated = isNegated !== name.startsWith('^');
  const bare = name.replace(/^\^/, '');
  if (bare === 'Any') return { source: '\\0-\\u{10ffff}', negated };
  if (!/^[A-Za-z_]+$/.test(bare)) return undefined;
  const isCategory = /^[A-Z][a-z]?$/.test(bare);
  const source = isCategory ? `\\p{gc=${bare}}` : `\\p{sc=${bare}}`;
  try {
    new RegExp(source, 'u');
  } catch {
    return undefined;
  }
  return { source, negated };
}
