import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { arrayElements } from '../../../lib/cli/input/array-elements.ts';
import { filesIn } from '../../support/cli/run-files.ts';
import { runs } from '../../support/property.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const { runOn } = filesIn(temporaryFolder());

const event = (v: number) => ({ k: 'a', at: '2026-03-01T10:00:00Z', v });
const TWO = [{ key: 'a', windowStart: '2026-03-01T10:00:00.000Z', n: 2, total: 3 }];
const EVENTS = [event(1), event(2)];

/** The elements of a text that comes in pieces of a length. */
async function elementsOf(text: string, length: number): Promise<unknown[]> {
  const bytes = Buffer.from(text);
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
  }
  let lines = '';
  for await (const piece of arrayElements(pieces())) lines += piece.toString('latin1');
  return Buffer.from(lines, 'latin1')
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as unknown);
}

describe('a file that is one JSON array', () => {
  test.each([
    ['all.json', JSON.stringify(EVENTS)],
    ['pretty.json', `\ufeff ${JSON.stringify(EVENTS, null, 2)}\r\n`],
    ['packed.json.gz', gzipSync(JSON.stringify(EVENTS))],
    ['events', `[\n\n${EVENTS.map((each) => JSON.stringify(each)).join('\n,')}]`],
  ])('is read element by element: %s', async (name, content) => {
    const { exitCode, rows } = await runOn('plain', { name, content });

    expect({ exitCode, rows }).toMatchObject({ exitCode: 0, rows: TWO });
  });

  test('has its elements taken apart as JSON.parse does, wherever its pieces end', async () => {
    const anArray = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        anArray,
        fc.nat(3),
        fc.integer({ min: 1, max: 9 }),
        async (all, indent, length) => {
          const text = JSON.stringify(all, null, indent);

          expect(await elementsOf(text, length)).toEqual(JSON.parse(text));
        },
      ),
      runs(300),
    );
  });

  test('has the number of an element that is no event named', async () => {
    const content = JSON.stringify([event(1), event(1.5), event(2)], null, 1);

    const stopped = await runOn('plain', { name: 'all.json', content });
    const passed = await runOn('plain', { name: 'all.json', content }, '--bad', 'skip');

    expect(stopped.err).toMatch(/all\.json › element 2 › v: is not of its declared type/);
    expect(passed.rows).toMatchObject(TWO);
  });

  test('has an element refused that is longer than a row may be', async () => {
    const content = JSON.stringify([{ ...event(1), more: 'x'.repeat(300) }, event(2)]);

    const { err } = await runOn(
      'plain',
      { name: 'all.json', content },
      '--max-record-bytes',
      '200',
    );

    expect(err).toMatch(/all\.json › element 1: the record is too large/);
  });

  test.each([
    ['an array that does not end', JSON.stringify(EVENTS).slice(0, -1)],
    ['an array that does not end', `${JSON.stringify(EVENTS).slice(0, -1)},{"k":"`],
    ['text behind the end of the array', `${JSON.stringify(EVENTS)} {}`],
    ['an element that is not there', '[{},,{}]'],
    ['an element that is not there', '[{},]'],
    ['a bracket that closes nothing', '[{}}]'],
  ])('is not read on after %s', async (problem, content) => {
    const { exitCode, err } = await runOn('plain', { name: 'all.json', content }, '--bad', 'skip');

    expect(exitCode).toBe(1);
    expect(err).toMatch(new RegExp(`all\\.json: the input cannot be read on .*${problem}`));
  });

  test('has no text with an end of line in it, as JSON has none', async () => {
    const content = '[{"k":"a\nb","at":"2026-03-01T10:00:00Z"}]';

    const { err } = await runOn('plain', { name: 'all.json', content });

    expect(err).toMatch(/element 1.*JSON/);
  });
});
