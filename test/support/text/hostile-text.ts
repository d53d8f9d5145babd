import fc from 'fast-check';

/** Texts that mean something to a terminal, a spreadsheet, SQL, Mermaid, HTML or a file system. */
const HOSTILE = [
  '\u001b[2J\u001b[1;1H',
  '\u001b]0;title\u0007',
  '\u001b]8;;https://example.org\u001b\\click\u001b]8;;\u001b\\',
  '\u009b31m',
  '\u001b[8m',
  '\rgone',
  'a\r\nb',
  '\u202egnp.exe',
  '\u2066\u2069\u200f\u061c',
  '\u2028\u2029\u0085\u007f\0\b',
  '=1+1',
  '+cmd|" /C calc"!A0',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '\n=1',
  '\uff1d1+1',
  '\uff0b1',
  '\uff0d1',
  '\uff201',
  `'; DROP TABLE x; --`,
  '"; x',
  '"]; a-->b; click a "javascript:alert(1)"',
  '<img src=x onerror=alert(1)>',
  '#quot;',
  '`code`',
  '%%{init: {}}%%',
  '../../etc/passwd',
  '..',
  '.',
  'a//b',
  'C:\\windows',
  '👩‍👩‍👧',
  'ümlaut',
] as const;

/** Text that came from outside, hostile more often than not. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom<string[]>(...HOSTILE) },
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(''));
