import { DateTime } from 'luxon';
import { UsageError } from '../usage-error.ts';

/** Reads a time by a pattern. */
export interface PatternReader {
  /** Milliseconds since 1970: of the instant if the pattern has a zone, else as if the clock showed UTC. */
  read(text: string): number | undefined;
  readonly hasZone: boolean;
}

/** What `strptime` calls a part of a time, in the words of Luxon. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  ...{ Y: 'yyyy', y: 'yy', m: 'M', b: 'MMM', h: 'MMM', B: 'MMMM', d: 'd', e: 'd', j: 'o' },
  ...{ H: 'H', I: 'h', M: 'm', S: 's', f: 'u', p: 'a', a: 'EEE', A: 'EEEE', z: 'ZZZ', Z: 'z' },
  ...{ F: 'yyyy-M-d', T: 'H:m:s', R: 'H:m', D: 'M/d/yy', '%': '%' },
};

/**
 * A pattern of `strptime`, if there is a `%` in it (`%d/%m/%Y %H:%M`), or of Luxon and Java
 * (`dd/MM/yyyy HH:mm`). Names of days and months are English ones.
 *
 * @throws {@link UsageError} if it names no day
 */
export function patternReader(pattern: string): PatternReader {
  const tokens = pattern.includes('%') ? ofDirectives(pattern) : ofJava(pattern);
  const bare = tokens.replace(/'[^']*'/g, '');
  if (!/y/.test(bare) || !/[do]/.test(bare)) throw unknown(pattern);
  // a zone is written with a colon or without, whatever the pattern calls it
  const ways = [...new Set([tokens, tokens.replace(/ZZZ|ZZ/, 'ZZZ'), tokens.replace('ZZZ', 'ZZ')])];
  const parsers = ways.map((way) => DateTime.buildFormatParser(way, { locale: 'en-US' }));
  return {
    hasZone: /z/i.test(bare),
    read(text) {
      for (const parser of parsers) {
        const time = DateTime.fromFormatParser(text, parser, { zone: 'utc', locale: 'en-US' });
        if (time.isValid) return time.toMillis();
      }
      return undefined;
    },
  };
}

function ofDirectives(pattern: string): string {
  const tokens = pattern.replace(/%-?([A-Za-z%])|[A-Za-z]+/g, (text, name: string | undefined) => {
    if (name === undefined) return `'${text}'`;
    return DIRECTIVES[name] ?? '%';
  });
  if (/%(?!%)/.test(tokens.replaceAll('%%', ''))) throw unknown(pattern);
  return tokens;
}

/** Java counts digits of a fraction, and calls an offset X. */
const ofJava = (pattern: string): string =>
  pattern
    .replace(/S{4,}/g, 'u')
    .replace(/X+|x+/g, 'ZZ')
    .replace(/\bu{4}\b/g, 'yyyy');

const unknown = (pattern: string): UsageError =>
  new UsageError(
    `--time-format: is no way to write a time; got "${pattern}", expected seconds, milliseconds, microseconds, nanoseconds, excel, or a pattern with year and day such as "%d/%m/%Y %H:%M" or "dd/MM/yyyy HH:mm"; write it so`,
  );
