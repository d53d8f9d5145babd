import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { recordSplitter, type SplitOptions } from '../../../lib/adapters/files/record-splitter.ts';
import { runs } from '../../support/property.ts';

/** Records as `line:text`, those that are too large as `line!`. */
function split(chunks: readonly (string | Buffer)[], options: SplitOptions): string[] {
  const given: string[] = [];
  const splitter = recordSplitter(options, {
    record: (bytes, from, to, line) =>
      given.push(`${line}:${bytes.toString('latin1', from, to).replaceAll('\n', '⏎')}`),
    tooLarge: (line) => given.push(`${line}!`),
  });
  for (const chunk of chunks) {
    splitter.push(typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk);
  }
  splitter.end();
  return given;
}

const plain = { maxBytes: 10 };
const quoted = { maxBytes: 10, isQuoted: true };

describe('records of a file of lines', () => {
  test('end where lines end, the last one with or without', () => {
    expect(split(['a\nb\r\n\nc'], plain)).toEqual(['1:a', '2:b', '3:', '4:c']);
    expect(split(['a\n'], plain)).toEqual(['1:a']);
    expect(split([], plain)).toEqual([]);
  });

  test('are as long as they may be, whatever their line ends with', () => {
    const ten = '0123456789';

    expect(split([`${ten}\n${ten}\r\n${ten}`], plain)).toEqual([
      `1:${ten}`,
      `2:${ten}`,
      `3:${ten}`,
    ]);
    expect(split([`${ten}x\n${ten}x`], plain)).toEqual(['1!', '2!']);
  });

  test('that are too large are named once, as soon as it is known, and the others go on', () => {
    const given: string[] = [];
    const splitter = recordSplitter(plain, {
      record: (bytes, from, to) => given.push(bytes.toString('latin1', from, to)),
      tooLarge: (line) => given.push(`${line}!`),
    });

    splitter.push(Buffer.from('a\n'));
    for (let i = 0; i < 3; i++) splitter.push(Buffer.from('xxxxxxxx'));
    expect(given).toEqual(['a', '2!']);
    splitter.push(Buffer.from('x\nb\n'));
    splitter.end();

    expect(given).toEqual(['a', '2!', 'b']);
  });

  test('of CSV hold ends of line between quotes, which count as lines', () => {
    expect(split(['a,"x\ny"\nb,"""\n"\r\nc'], quoted)).toEqual(['1:a,"x⏎y"', '3:b,"""⏎"', '5:c']);
  });

  test('of CSV whose quote does not close are one that is too large', () => {
    expect(split(['a\n"b\n', 'c\nd\ne\nf\n', 'g\nh\n'], quoted)).toEqual(['1:a', '2!']);
  });

  test.each([
    ['\r', 'a\rb\rc\r'],
    ['\r\n', 'a\r\nb\r\nc\r\n'],
    ['\n', 'a\nb\nc\n'],
  ])('of CSV may end with %j', (_, text) => {
    for (const chunks of [[text], [...text]]) {
      expect(split(chunks, quoted)).toEqual(['1:a', '2:b', '3:c']);
    }
  });

  test('are the same however the bytes come', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', '"', '\n', '\r\n', ',', 'long'), { maxLength: 60 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        text,
        fc.boolean(),
        fc.array(fc.nat(9), { maxLength: 60 }),
        (all, isQuoted, cuts) => {
          const options = { maxBytes: 10, isQuoted };
          const chunks: string[] = [];
          let at = 0;
          for (const cut of cuts) {
            chunks.push(all.slice(at, at + cut));
            at += cut;
          }
          chunks.push(all.slice(at));

          expect(split(chunks, options)).toEqual(split([all], options));
        },
      ),
      runs(200),
    );
  });
});
