import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type LineSet, linesFrom, parseLines } from '../../../lib/cli/input/line-set.ts';
import { InputError, unreadable } from '../../../lib/cli/input/row.ts';
import { rowsOf } from '../../../lib/cli/input/rows.ts';
import { optionsFor, wantedLines } from '../../../lib/cli/produce/advice.ts';
import { shuffleWithin } from '../../../lib/cli/produce/disorder.ts';
import { endedBy } from '../../../lib/cli/produce/ending.ts';
import { writesRows } from '../../../lib/cli/produce/ports.ts';
import { seededRandom } from '../../../lib/cli/produce/seeded-random.ts';
import { UsageError } from '../../../lib/cli/usage-error.ts';
import { TransientError } from '../../../lib/errors/transient-error.ts';
import { memoryInput } from '../../support/cli/memory-input.ts';
import { recordingTerminal } from '../../support/cli/recording-terminal.ts';
import { shop } from '../../support/definitions/shop.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const linesOf = (lines: LineSet) => [{ path: 'f', lines }];

describe('the options that go on', () => {
  test.each([
    ['1-', '--from-line 1'],
    ['7-', '--from-line 7'],
    ['7', '--lines 7'],
    ['3,7-', '--lines 3,7-'],
    [Array.from({ length: 50 }, (_, i) => 100 + 2 * i).join(), undefined],
  ])('name the lines %s', (text, expected) => {
    const lines = parseLines(text, '--lines');

    expect(optionsFor(linesOf(lines))).toBe(expected ?? `--lines ${text}`);
  });

  test('name a file once the lines are more than 200 characters, which names the same lines', () => {
    const single = Array.from({ length: 49 }, (_, i) => 100 + 2 * i).join();
    const [most, more] = [`9-10,${single}`, `10-11,${single}`] as const;
    expect([most.length, more.length]).toEqual([200, 201]);

    expect(optionsFor(linesOf(parseLines(most, '')))).toBe(`--lines ${most}`);
    const path = /^--lines @(.*)$/.exec(optionsFor(linesOf(parseLines(more, ''))))?.[1] ?? '';
    expect(existsSync(path)).toBe(true);
    expect(wantedLines([{ path: 'f' }], { lines: `@${path}` })).toEqual(
      linesOf(parseLines(more, '')),
    );
  });
});

describe('the options that go on with several files', () => {
  const lines = (text: string) => parseLines(text, '');

  test('name of each what is left of it, and none of which nothing is', () => {
    const all = ['/a', '/b', '/c'].map((path) => ({ path }));
    const left = [
      { path: '/a', lines: lines('7-') },
      { path: '/b', lines: [] },
      { path: '/c', lines: lines('1,3') },
    ];

    const path = /^--lines @(.*)$/.exec(optionsFor(left))?.[1] ?? '';

    expect(readFileSync(path, 'utf8')).toBe('7- /a\n1,3 /c\n');
    expect(wantedLines(all, { lines: `@${path}` })).toEqual([left[0], left[2]]);
  });

  test('mean all lines if nothing is said, and say a file if anything is', () => {
    const two = [{ path: '/a' }, { path: '/b' }];

    expect(wantedLines(two, {})).toEqual(two.map(({ path }) => ({ path, lines: linesFrom(1) })));
    expect(() => wantedLines(two, { fromLine: 3 })).toThrow(
      /^--from-line: says no file; got lines for 2 files/,
    );
    expect(() => wantedLines(two, { lines: '3-' })).toThrow(/^--lines: says no file/);
  });
});

describe('lines that are named in a file', () => {
  const folder = temporaryFolder();

  test('that holds none, or is not there, are refused with its path', () => {
    const path = join(folder, 'lines');
    writeFileSync(path, '0\n');

    expect(() => wantedLines([{ path: 'f' }], { lines: `@${path}` })).toThrow(
      `${path}: names no lines`,
    );
    expect(() => wantedLines([{ path: 'f' }], { lines: `@${folder}/none` })).toThrow(
      /^--lines: the file cannot be read; got .*ENOENT/,
    );
    expect(readFileSync(path, 'utf8')).toBe('0\n');
  });
});

describe('an early end', () => {
  const told = (of: 'row' | 'input' | 'stream', error: unknown, rest = linesOf(linesFrom(4))) => {
    const terminal = recordingTerminal();
    const ended = endedBy({ of, error }, rest, terminal) as Error;
    return { ended, err: terminal.errLines };
  };

  test.each([
    ['row', /^it is bad; correct it, then go on with --from-line 4, or pass over .* --bad skip$/],
    ['input', /^it is bad; then go on with --from-line 4$/],
    ['stream', /^it is bad; what was read is not all in the stream: go on with --from-line 4$/],
  ] as const)('at the %s says how to go on', (of, words) => {
    for (const error of [new InputError('it is bad'), new TransientError('it is bad')]) {
      const { ended, err } = told(of, error);

      expect(ended.message).toMatch(words);
      expect(ended).not.toBe(error);
      expect(err).toEqual([]);
    }
  });

  test('by what nobody foresaw stays as it is, and says how to go on beside it', () => {
    const error = new TypeError('no such thing');

    const { ended, err } = told('stream', error);

    expect(ended).toBe(error);
    expect(err).toEqual(['afterwards go on with --from-line 4']);
  });

  test('by AWS is said in words', () => {
    const { ended } = told('stream', Object.assign(new Error('x'), { name: 'ENOTFOUND' }));

    expect(ended.message).toMatch(/there is no such host; .*go on with --from-line 4$/);
  });

  test('before anything was tried, or with nothing left, stays as it is', () => {
    const [usage, input] = [new UsageError('asked wrongly'), new InputError('it is bad')];

    expect(endedBy({ of: 'input', error: usage }, linesOf(linesFrom(4)), recordingTerminal())).toBe(
      usage,
    );
    expect(endedBy({ of: 'input', error: input }, undefined, recordingTerminal())).toBe(input);
  });
});

describe('what cannot be read on', () => {
  test.each([
    [{ code: 'Z_BUF_ERROR' }, 'got a packed file that ends too early, expected more rows; fetch'],
    [{ code: 'Z_DATA_ERROR' }, 'got a gzip file that is damaged, expected more rows; fetch'],
    [{ code: 'ERR_ENCODING_INVALID_ENCODED_DATA' }, 'got bytes that are not UTF-8, expected more'],
    [{ message: 'EIO' }, 'after line 5; got EIO, expected more rows; repair that line'],
    [{ code: 'EIO', message: 'a disk' }, 'got a disk, expected more rows; repair that line'],
  ])('is said by what Node says of it: %j', (error, words) => {
    expect(unreadable('a.csv', 5, error).message).toContain(words);
  });

  test('stays what it is where it is worded', () => {
    const error = new InputError('it is bad');

    expect(unreadable('a.csv', 5, error)).toBe(error);
  });
});

describe('events in another order', () => {
  const event = (time: number) => ({
    ...{ file: 0, line: time, time },
    ...{ partitionKey: 'k', data: new Uint8Array() },
  });
  const times = (events: readonly { time: number }[]) => events.map(({ time }) => time);

  test('are held until a newer time has passed theirs by a part of the bound', () => {
    const parts = [0, 0.5];
    let i = 0;
    const shuffle = shuffleWithin(100, () => parts[i++ % 2] as number);

    const early = Array.from({ length: 63 }, (_, n) => times(shuffle.take(event(n))));
    const due = times(shuffle.take(event(63)));

    expect(early.flat()).toEqual([]);
    // those without a delay that are older than the newest, and those whose 50 ms have passed
    expect(due).toEqual(
      [
        ...Array.from({ length: 32 }, (_, n) => 2 * n).filter((n) => n < 51),
        ...[52, 1, 54, 3, 56, 5, 58, 7, 60, 9, 62, 11],
      ].toSorted((a, b) => dueOf(a) - dueOf(b)),
    );
    const rest = times(shuffle.drain());
    expect([...due, ...rest].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 64 }, (_, n) => n),
    );
    expect(rest).toEqual(rest.toSorted((a, b) => dueOf(a) - dueOf(b)));
    expect(shuffle.drain()).toEqual([]);
  });

  const dueOf = (time: number): number => time + (time % 2) * 50;

  test('are the same for the same seed, for ever: what was sent can be sent again', () => {
    const random = seededRandom(7);

    expect(Array.from({ length: 4 }, () => Math.floor(random() * 1e9))).toEqual([
      11704753, 61958257, 976907632, 699028705,
    ]);
  });
});

describe('the rows of an input', () => {
  const read = async (content: string, format: 'csv' | 'ndjson', chunk?: number) => {
    const rows: unknown[] = [];
    const options = { maxBytes: 20, dialect: { hasHeader: true }, needed: [] };
    for await (const { line, content: of } of rowsOf(
      memoryInput(content, format, chunk),
      options,
    )) {
      rows.push([line, of instanceof Uint8Array ? Buffer.from(of).toString() : of]);
    }
    return rows;
  };

  test('are its lines but those of spaces and control characters, in whatever pieces it comes', async () => {
    for (const chunk of [1, 3, 1_000]) {
      expect(await read('a\n \t\r\n\n!\n  b  \n', 'ndjson', chunk)).toEqual([
        ...[
          [1, 'a'],
          [4, '!'],
          [5, '  b  '],
        ],
      ]);
    }
  });

  test('are read as CSV where that is what it is', async () => {
    expect(await read('a,b\n"1\n2",3\n', 'csv')).toEqual([[2, { a: '1\n2', b: '3' }]]);
  });

  test('are faults where they are longer than they may be, and the next one is read', async () => {
    expect(await read(`${'x'.repeat(21)}\n${'y'.repeat(20)}\n`, 'ndjson')).toEqual([
      [1, expect.objectContaining({ code: 'INPUT_RECORD_TOO_LARGE' })],
      [2, 'y'.repeat(20)],
    ]);
  });
});

describe('whether strays are sent again', () => {
  test('is so where rows are written by the lane of that stream', () => {
    expect(writesRows(shop, 'sales')).toBe(true);
    expect(writesRows(shop, 'refunds')).toBe(false);
  });
});
