import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { csvText } from '../../../lib/cli/sinks/csv-text.ts';
import { terminalText } from '../../../lib/cli/sinks/terminal-text.ts';
import { textTable } from '../../../lib/cli/text-table.ts';
import { mermaidText } from '../../../lib/pipeline/explain/mermaid-text.ts';
import { quoted, textLiteral } from '../../../lib/serving/sql/dialect.ts';
import { runs } from '../../support/property.ts';
import { hostileText } from '../../support/text/hostile-text.ts';

/** Whether a character could do anything but be shown, by its number. */
function steers(char: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  const isControl = code < 0x20 || (code >= 0x7f && code <= 0x9f);
  const turns = [0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0xfeff];
  const embeds = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
  return (isControl && char !== '\n' && char !== '\t') || turns.includes(code) || embeds;
}

describe('what came from outside', () => {
  test('steers no terminal', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = terminalText(text).replaceAll(/\r(?=\n|$)/g, '');

        expect([...shown].filter(steers)).toEqual([]);
      }),
      runs(1_000),
    );
  });

  test('sets no style on a terminal with colours but those that we use ourselves', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = terminalText(`\u001b[1m${text}\u001b[22m`, true);

        expect(shown.startsWith('\u001b[1m')).toBe(true);
        const rest = shown
          .split('\u001b')
          .map((part, i) => (i === 0 ? part : part.replace(/^\[(0|1|22|3[1239])m/, '')))
          .join('')
          .replaceAll(/\r(?=\n|$)/g, '');
        expect([...rest].filter(steers)).toEqual([]);
      }),
      runs(1_000),
    );
  });

  test('stays the same data in JSON', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (name, text) => {
        const value = { [name]: text, list: [text] };

        expect(JSON.parse(terminalText(JSON.stringify(value)))).toEqual(value);
      }),
      runs(1_000),
    );
  });

  test('takes one line of a table, and its column', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (one, two) => {
        const lines = textTable([{ title: 'a' }, { title: two }], [[one, 'b']], {
          hasColor: false,
        });

        expect(lines).toHaveLength(3);
        expect(lines.flatMap((line) => [...line].filter(steers))).toEqual([]);
      }),
      runs(),
    );
  });

  test('is no formula in a spreadsheet, and comes back but for an apostrophe', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const csv = stringify([[csvText(text), 'end']]);
        const [[cell = '', end] = []] = parse(csv) as string[][];

        expect(cell).not.toMatch(/^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/);
        expect([text, `'${text}`]).toContain(cell);
        expect(end).toBe('end');
      }),
      runs(1_000),
    );
  });

  test('ends no label of a Mermaid chart, and is no markup in it', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const label = mermaidText(text);

        expect(label.replaceAll(/#\d+;/g, '')).not.toMatch(/["<>&#`;\\[\]{}%'$*\n\r]/);
        const read = label.replaceAll(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
        expect(read).toBe(text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, ' '));
      }),
      runs(1_000),
    );
  });

  test('ends no name and no text of SQL', () => {
    const inside = (sql: string, quote: string) => sql.slice(1, -1).replaceAll(quote + quote, '');
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(inside(quoted(text), '"')).not.toContain('"');
        expect(inside(textLiteral(text) ?? "''", "'")).not.toContain("'");
      }),
      runs(1_000),
    );
  });
});
