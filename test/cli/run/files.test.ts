import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { filesIn } from '../../support/cli/run-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
const { run, runOn, write } = filesIn(folder);

const TEN = '2026-03-01T10:00:00Z';
const CSV = `k,at,v\na,${TEN},1\n`;
const NDJSON = `{"k":"a","at":"${TEN}","v":1}\n`;
const ONE = [{ key: 'a', windowStart: '2026-03-01T10:00:00.000Z', n: 1, total: 1 }];
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

describe('run on a file', () => {
  test.each<[string, string, string | Buffer, ...string[]]>([
    ['packed by gzip', 'in.json.gz', gzipSync(NDJSON)],
    ['packed, of which the option says what it holds', 'in.gz', gzipSync(CSV), '--format', 'csv'],
    [
      'packed, of which the option says what its name says',
      'x.ndjson.gz',
      gzipSync(NDJSON),
      '--format',
      'ndjson',
    ],
    ['packed, though its name does not say so', 'packed.csv', gzipSync(CSV)],
    ['packed in two parts', 'parts.csv.gz', Buffer.concat([gzipSync(CSV), gzipSync('\n')])],
    ['packed by zstd', 'in.ndjson.zst', zstdCompressSync(NDJSON)],
    ['packed by zstd, though its name does not say so', 'zstd', zstdCompressSync(CSV)],
    ['not packed, though its name says so', 'plain.csv.gz', CSV],
    ['with a byte order mark, as NDJSON', 'bom.ndjson', Buffer.concat([BOM, Buffer.from(NDJSON)])],
    [
      'packed with a byte order mark',
      'bom.json.gz',
      gzipSync(Buffer.concat([BOM, Buffer.from(NDJSON)])),
    ],
    ['of NDJSON in UTF-16', 'utf16.jsonl', Buffer.from(`\ufeff${NDJSON}`, 'utf16le')],
    ['without an ending, of JSON', 'events', NDJSON],
    ['without an ending, of CSV', 'table', CSV],
    ['that is called text', 'in.txt', CSV],
  ])('reads one %s', async (_, name, content, ...options) => {
    const { exitCode, rows, err } = await runOn('plain', { name, content }, ...options);

    expect({ exitCode, rows, err: rows.length > 0 ? '' : err }).toMatchObject({
      ...{ exitCode: 0, rows: ONE, err: '' },
    });
  });

  test.each([
    [
      'that ends too early',
      'cut.csv.gz',
      gzipSync(CSV.repeat(9)).subarray(0, 40),
      /cut\.csv\.gz: the input cannot be read on.*ends too early/,
    ],
    [
      'whose content is damaged',
      'bad.ndjson.gz',
      Buffer.concat([gzipSync(NDJSON).subarray(0, 10), Buffer.alloc(50, 0xff)]),
      /bad\.ndjson\.gz: the input cannot be read on/,
    ],
    ['packed by bzip2', 'x.csv.bz2', Buffer.from('BZh91AY'), /x\.csv\.bz2: is packed .* got bzip2/],
    [
      'of something else',
      'x.bin',
      Buffer.from([1, 2, 3, 4, 5, 6, 7]),
      /x\.bin: its format is not known/,
    ],
  ])('names one %s', async (_, name, content, problem) => {
    const { exitCode, err, rows } = await runOn('plain', { name, content });

    expect({ isDone: exitCode === 0, rows }).toEqual({ isDone: false, rows: [] });
    expect(err).toMatch(problem);
  });

  test('names the file and the line of a row that is no event', async () => {
    const content = `${NDJSON}\n${NDJSON.replace('1}', '1.5}')}${NDJSON}`;

    const stopped = await runOn('plain', { name: 'in.ndjson', content });
    const passed = await runOn('plain', { name: 'in.ndjson', content }, '--bad', 'skip');

    expect(stopped.err).toMatch(/^run: in\.ndjson › line 3 › v: /);
    expect(passed.err).toMatch(/^in\.ndjson › line 3 › v: /);
    expect(passed.rows).toMatchObject([{ n: 2 }]);
  });
});

describe('run on several files', () => {
  const row = (k: string, hour: string, v: number) =>
    `{"k":"${k}","at":"2026-03-01T${hour}:00:00Z","v":${v}}\n`;

  test('takes files of one name for several', async () => {
    const paths = ['dt=1/part-0.csv', 'dt=2/part-0.csv'].map((name, i) =>
      write(
        name,
        `k,at,v\na,2026-03-0${i + 1}T10:00:00Z,${i + 1}\na,2026-03-0${i + 1}T10:30:00Z,1\n`,
      ),
    );

    const { rows, err } = await run('withIds', paths);

    expect(rows).toMatchObject([
      { n: 2, total: 2 },
      { n: 2, total: 3 },
    ]);
    expect(err).toContain('0 repeated');
  });

  test('names events without an id by their line, wherever the letters of "id" are', async () => {
    const content = [
      `{"k":"a","at":"${TEN}","v":1}`,
      `{"k":"a","at":"${TEN}","v":1,"user":{"id":"u1"}}`,
      `{"k":"a","at":"${TEN}","v":1,"note":"id"}`,
      `{"k":"a","at":"${TEN}","v":1,"id":null}`,
      `{"id":"own","k":"a","at":"${TEN}","v":1}`,
      `{"i\\u0064":"own","k":"a","at":"${TEN}","v":1}`,
    ].join('\n');

    const { exitCode, rows, err } = await runOn('withIds', { name: 'in.ndjson', content });

    expect(exitCode).toBe(0);
    expect(rows).toMatchObject([{ n: 5, total: 5 }]);
    expect(err).toContain('1 repeated');
  });

  test('reads all files of a folder, of whatever format, and none that is not data', async () => {
    write('all/b/two.csv', CSV.replace('10:00', '11:00'));
    write('all/a/one.ndjson', NDJSON);
    write('all/_SUCCESS', 'x');
    write('all/.part.crc', 'x');
    write('all/_temporary/x.csv', 'x');

    const { exitCode, rows } = await run('plain', [join(folder, 'all')]);

    expect(exitCode).toBe(0);
    expect(rows).toMatchObject([{ n: 1 }, { n: 1 }]);
  });

  test('reads all files that a pattern means', async () => {
    for (const day of ['1', '2']) write(`days/${day}.json`, NDJSON);
    write('days/3.csv', CSV);

    const { rows } = await run('plain', [join(folder, 'days/*.json')]);

    expect(rows).toMatchObject([{ n: 2 }]);
  });

  test('takes fields from the names of folders, if the event does not say them', async () => {
    write('lake/dt=2026-03-01/hour=07/x.ndjson', row('a', '07', 1));
    write('lake/dt=2026-03-01/hour=08/x.csv', 'k,at\na,2026-03-01T08:00:00Z\n');
    write(
      'lake/dt=2026-03-02/hour=09/x.ndjson',
      '{"k":"a","at":"2026-03-02T09:00:00Z","hour":10,"dt":null}\n',
    );

    const { exitCode, rows, err } = await run('partitioned', [join(folder, 'lake')]);

    expect({ exitCode, err: exitCode === 0 ? '' : err }).toEqual({ exitCode: 0, err: '' });
    expect(rows).toMatchObject([
      { key: '2026-03-01', n: 1, hours: 7 },
      { key: '2026-03-01', n: 1, hours: 8 },
      { key: '2026-03-02', n: 1, hours: 10 },
    ]);
  });

  test.each([
    ['a folder without files', 'void', /the folder holds no file/],
    ['a pattern that nothing matches', 'no/*.csv', /no file is called so/],
    ['a file that there is not', 'no.csv', /no\.csv: the file cannot be read; got .*ENOENT/],
  ])('refuses %s', async (_, name, problem) => {
    write('void/_SUCCESS', '');

    const { exitCode, err } = await run('plain', [join(folder, name)]);

    expect(exitCode).toBe(2);
    expect(err).toMatch(problem);
  });
});

describe('run on a pipe', () => {
  const pipe = (name: string): string => {
    const path = join(folder, name);
    execFileSync('sh', ['-c', 'mkfifo "$0"', path]);
    return path;
  };
  const fill = (path: string, text: string) =>
    spawn('sh', ['-c', 'printf %s "$1" > "$2"', 'sh', text, path], { stdio: 'ignore' });

  test.each([
    ['as its option says', 'one', CSV, ['--format', 'csv']],
    ['as its content says', 'two', NDJSON, []],
  ])('reads it once, %s', async (_, name, text, options) => {
    const path = pipe(name);
    const writer = fill(path, text);

    const { rows } = await run('plain', [path], ...options);

    writer.kill();
    expect(rows).toMatchObject(ONE);
  });

  test('reads several', async () => {
    const paths = [pipe('three'), pipe('four')];
    const writers = paths.map((path) => fill(path, CSV));

    const { rows } = await run('withIds', paths);

    for (const writer of writers) writer.kill();
    expect(rows).toMatchObject([{ n: 2 }]);
  });
});
