import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type ProducedOptions, producedShop } from '../../support/cli/produced-shop.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
const world = (options?: ProducedOptions) => {
  const shop = producedShop(options);
  return {
    ...shop,
    produce(lines: readonly string[], ...rest: string[]) {
      const path = join(folder, 'sales.ndjson');
      writeFileSync(path, lines.join('\n'));
      return shop.run(path, ...rest);
    },
  };
};

const line = (id: string, more: object = {}): string =>
  JSON.stringify({ id, customer: `c${id}`, at: 1_772_359_200_000, amount: 1, ...more });

describe('produce', () => {
  test('says what was sent, and closes all windows if it is told to', async () => {
    const { produce, closed, ids } = world();

    const { exitCode, out, err } = await produce(
      [line('1'), line('2', { at: 1_772_359_205_000 })],
      '--json',
      '--end',
    );

    expect(exitCode).toBe(0);
    expect(JSON.parse(out[0] ?? '')).toMatchObject({
      events: 2,
      bad: 0,
      newest: 1_772_359_205_000,
      refused: 0,
      rest: null,
    });
    expect(err[0]).toMatch(/^2 events in 1 records, \d+\.\d s; 2 read, 0 set aside$/);
    expect(closed).toEqual([1_772_359_205_000 + 20_000 + 3_000]); // the longest window, and the disorder
    expect(err[1]).toContain('event time has reached 2026-03-01T10:00:28.000Z');
    expect(ids()).toEqual(['1', '2']);
  });

  test('says that it closes nothing if it is told to and no event tells the time', async () => {
    const { produce, closed } = world();

    const { exitCode, err } = await produce([], '--end');

    expect({ exitCode, closed }).toEqual({ exitCode: 1, closed: [] });
    expect(err.at(-1)).toMatch(/^produce: no event was sent, so there is no time that --end/);
  });

  test('says that what has not ended by now closes later', async () => {
    const { produce } = world();

    const { err } = await produce([line('1', { at: Date.UTC(2099, 0) })], '--end');

    expect(err[1]).toContain('what ends later than now closes when its time has come');
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'sends at %s what it has read, and says how to go on',
    async (signal) => {
      const lines = Array.from({ length: 30 }, (_, i) => line(`${i + 100}`));
      const { produce, ids } = world({ onAdd: (n) => void (n === 7 && process.emit(signal)) });

      const { exitCode, err } = await produce(lines);
      const again = await produce(lines, '--from-line', '8');

      expect(exitCode).toBe(1);
      expect(err).toEqual([
        'stopping: what was read is being sent …',
        expect.stringMatching(/^7 events in/),
        'produce: stopped; go on with --from-line 8',
      ]);
      expect(again.exitCode).toBe(0);
      expect(ids()).toEqual(lines.map((_, i) => `${i + 100}`));
      expect(process.listenerCount(signal)).toBe(0);
    },
  );

  test('sends what came before an event that is too big, and goes on exactly there', async () => {
    const lines = [line('1'), line('2', { country: 'x'.repeat(2_000_000) }), line('3')];
    const { produce, ids } = world();

    const { exitCode, err } = await produce(lines);
    expect(ids()).toEqual(['1']);
    const again = await produce(lines.with(1, line('2')), '--from-line', '2');

    expect(exitCode).toBe(1);
    expect(err.at(-1)).toMatch(
      /^produce: sales\.ndjson › line 2: the record is too large; .* \[INPUT_RECORD_TOO_LARGE\]; correct it, then go on with --from-line 2, or pass over such rows with --bad skip$/,
    );
    expect(again.exitCode).toBe(0);
    expect(ids()).toEqual(['1', '2', '3']);
  });

  test('sends an event that is larger than a packed record as it is, in its place', async () => {
    const large = line('2', { country: 'x'.repeat(600_000) });
    const room = 1_048_576 - line('4', { note: '' }).length;
    const huge = line('4', { note: 'x'.repeat(room) }); // no room for its key
    const { produce, stored } = world();

    const { exitCode, err } = await produce([line('1'), large, line('3'), huge], '--bad', 'skip');

    expect(exitCode).toBe(1);
    expect(stored().map(({ text }) => text === large || text.length)).toEqual([
      line('1').length,
      true,
      line('3').length,
    ]);
    expect(err[0]).toMatch(
      /^sales\.ndjson › line 4: event: it does not fit in a record, packed or not; got 1048578 bytes with its key, expected at most 1048576; .* \[KPL_EVENT_TOO_BIG\]$/,
    );
    expect(err.at(-2)).toMatch(/^3 events in 3 records/);
  });

  test('names the lines that a shard did not take, and sends exactly these when it is asked to', async () => {
    const lines = Array.from({ length: 40 }, (_, i) => line(`${i + 100}`));
    let isBusy = true;
    const { produce, ids } = world({
      shards: 2,
      refuses: (_, shard) =>
        isBusy && shard.endsWith('1') ? 'ProvisionedThroughputExceededException' : undefined,
    });

    const { exitCode, err } = await produce(lines, '--pack-events', '1');
    const sent = ids();
    const [, options = ''] = / go on with (.*)$/.exec(err.at(-1) ?? '') ?? [];
    isBusy = false;
    const again = await produce(lines, ...options.split(' '));

    expect(exitCode).toBe(1);
    expect(err.at(-1)).toMatch(
      /^produce: sales: every record was refused: Provisioned.* of shardId-\d+; what was read is not all in the stream: go on with --lines \d.*\d-$/,
    );
    expect(sent.length).toBeGreaterThan(0);
    expect(again.exitCode).toBe(0);
    expect(ids()).toEqual(lines.map((_, i) => `${i + 100}`));
  });

  test('writes lines into a file if there are too many to print', async () => {
    const lines = Array.from({ length: 2_000 }, (_, i) => line(`${i + 1_000}`));
    let isBusy = true;
    const { produce, ids } = world({
      shards: 2,
      refuses: (_, shard) => (isBusy && shard.endsWith('1') ? 'InternalFailure' : undefined),
    });

    const { err } = await produce(lines, '--pack-events', '1');
    const [, path = ''] = / go on with --lines @(.*)$/.exec(err.at(-1) ?? '') ?? [];
    isBusy = false;
    const again = await produce(lines, '--lines', `@${path}`);

    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, 'utf8')).toMatch(/^\d+(-\d+)?,/);
    expect(again.exitCode).toBe(0);
    expect(ids()).toEqual(lines.map((_, i) => `${i + 1_000}`));
  });

  test('says how to go on also after a fault that nobody foresaw', async () => {
    const { produce } = world({
      onAdd: (n) => {
        if (n === 2) throw new TypeError('no such thing');
      },
    });

    const { exitCode, err } = await produce([line('1'), line('2'), line('3')]);

    expect(exitCode).toBe(1);
    expect(err.at(-2)).toBe('afterwards go on with --from-line 3');
    expect(err.at(-1)).toContain('something unforeseen went wrong; got TypeError: no such thing');
  });

  test.each([
    [['--from-line', '0'], 'expected a whole number from 1'],
    [['--from-line', '1.5'], 'expected a whole number from 1'],
    [['--lines', '5-3'], '--lines: names no lines'],
    [['--lines', '@no-such-file'], '--lines: the file cannot be read'],
    [['--lines', '3', '--from-line', '2'], 'cannot be used with'],
    [['--rate', '0'], 'expected a number above 0'],
    [['--disorder', 'much'], '--disorder'],
  ])('refuses %j before anything is read', async (options, why) => {
    const { produce, ids } = world();

    const { exitCode, err } = await produce([line('1')], ...options);

    expect(exitCode).toBe(2);
    expect(err.join('\n')).toContain(why);
    expect(ids()).toEqual([]);
  });

  test('passes over bad rows when it is told to, and counts them', async () => {
    const { produce, ids } = world();

    const lines = [line('1'), '{', line('3')];

    const { exitCode, err } = await produce(lines, '--bad', 'skip');
    const taken = await produce(lines, '--bad', 'skip', '--max-loss', '50%');

    expect([exitCode, taken.exitCode]).toEqual([1, 0]);
    expect(err[0]).toMatch(/^sales\.ndjson › line 2.*\[JSON_SYNTAX\]$/);
    expect(err[1]).toMatch(/; 3 read, 1 set aside$/);
    expect(err.at(-1)).toMatch(/^produce: 1 of 3 \(33\.3 %\) are set aside; expected none; /);
    expect(ids()).toEqual(['1', '1', '3', '3']);
  });

  test('says that all times lie in 1970, where seconds do that are taken for milliseconds', async () => {
    const { produce } = world();

    const { err } = await produce([line('1', { at: 1_772_359_200 })]);

    expect(err.at(-1)).toMatch(/^all times lie in 1970: .*--time-format seconds$/);
  });
});
