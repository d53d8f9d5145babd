import { describe, expect, test } from '@jest/globals';
import { heartbeatText } from '../../lib/core/heartbeat.ts';
import { kinesisEvent } from '../support/aws/kinesis-event.ts';
import { NOON, setAsideWorld } from '../support/cli/set-aside.ts';
import { auction } from '../support/definitions/auction.ts';

const HOUR = 3_600_000;
const NOTHING_LOST = { exitCode: 0 };

const batch = kinesisEvent([
  { data: '{"bid":"1"}', partitionKey: 'ann' },
  { data: heartbeatText({ at: 5 }), partitionKey: 'heartbeat' },
  { data: '{"bid":"2"}', partitionKey: 'bob' },
]);

describe('dlq ls', () => {
  test('lists letters and batches, and what became of them', async () => {
    const { addLetter, addBatch, run } = setAsideWorld(auction);
    const letter = await addLetter('bids', '{"bid":"7"}');
    await addBatch('lots', 'speed', batch);
    await run('dlq', 'redrive', letter);

    const { out } = await run('dlq', 'ls', '--json');

    expect(out.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ name: letter, code: 'FIELD_MISSING', state: 'redriven' }),
      expect.objectContaining({
        kind: 'given-up',
        stream: 'lots',
        code: 'RecordAgeExceeded',
        records: 2,
        state: 'waiting',
      }),
    ]);
  });

  test('chooses by stream, code and arrival: from since on, before until', async () => {
    const { addLetter, addBatch, run } = setAsideWorld(auction);
    const early = await addLetter('bids', 'a', NOON - 24 * HOUR);
    const late = await addLetter('bids', 'b', NOON);
    const other = await addLetter('lots', 'c', NOON);
    const given = await addBatch('lots', 'speed');
    const names = async (...filters: string[]) => {
      const { out } = await run('dlq', 'ls', '--json', ...filters);
      return out.map((line) => JSON.parse(line).name);
    };

    expect(await names()).toEqual([early, late, other, given]);
    expect(await names('--stream', 'bids')).toEqual([early, late]);
    expect(await names('--code', 'RecordAgeExceeded')).toEqual([given]);
    expect(await names('--since', '2026-03-01T12:00Z')).toEqual([late, other, given]);
    expect(await names('--until', '2026-03-01T12:00Z')).toEqual([early]);
    expect(await names('--limit', '1')).toEqual([early]);
  });

  test.each([
    [['--stream', 'bid'], 'did you mean bids?'],
    [['--since', 'yesterday'], '--since: is not an instant'],
    [['--since', '2026-03-02', '--until', '2026-03-01'], '--until: nothing arrives'],
    [['--limit', '0'], '--limit: is not a number of things'],
  ])('ends with 2 for %j', async (filters, says) => {
    const { exitCode, err } = await setAsideWorld(auction).run('dlq', 'ls', ...filters);

    expect(exitCode).toBe(2);
    expect(err.join()).toContain(says);
  });
});

describe('dlq show', () => {
  test('prints the payload on standard output and the reason on standard error', async () => {
    const { addLetter, run } = setAsideWorld(auction);
    const letter = await addLetter('bids', '{"bid":"7"}');

    const { out, err } = await run('dlq', 'show', letter);

    expect(out).toEqual(['{"bid":"7"}']);
    expect(err.join()).toContain('bids › price: is missing');
  });

  test('names the nearest there is for a name that there is not', async () => {
    const { addLetter, run } = setAsideWorld(auction);
    const letter = await addLetter('bids', '{}');

    const { exitCode, err } = await run('dlq', 'show', letter.replace('.json', '.jso'));

    expect(exitCode).toBe(2);
    expect(err.join()).toContain(`did you mean ${letter}?`);
  });
});

describe('dlq redrive', () => {
  test('publishes the same bytes under the same partition key, and once', async () => {
    const { addLetter, run, published } = setAsideWorld(auction);
    await addLetter('bids', '{"bid":"7"}');

    const first = await run('dlq', 'redrive', '--all');
    const second = await run('dlq', 'redrive', '--all');

    expect([first, second]).toMatchObject([NOTHING_LOST, NOTHING_LOST]);
    expect(published).toEqual(['bids ann {"bid":"7"}']);
  });

  test('publishes what was in a batch, without its heartbeats', async () => {
    const { addBatch, run, published } = setAsideWorld(auction);
    await addBatch('bids', 'speed', batch);

    await run('dlq', 'redrive', '--stream', 'bids');

    expect(published).toEqual(['bids ann {"bid":"1"}', 'bids bob {"bid":"2"}']);
  });

  test('changes nothing in a dry run', async () => {
    const { addLetter, run, published } = setAsideWorld(auction);
    const name = await addLetter('bids', '{}');

    const { out } = await run('dlq', 'redrive', '--all', '--dry-run');
    const after = await run('dlq', 'ls', '--json');

    expect(out).toEqual([`would publish ${name}`]);
    expect(published).toEqual([]);
    expect(after.out.join()).toContain('"state":"waiting"');
  });

  test.each([0, 1, 2])('loses nothing that has an id when it dies after step %i', async (steps) => {
    const { addLetter, run, published, dieAfter } = setAsideWorld(auction);
    await addLetter('bids', '{"bid":"7"}');
    dieAfter(steps);
    await run('dlq', 'redrive', '--all');
    dieAfter(Number.POSITIVE_INFINITY);

    const { exitCode } = await run('dlq', 'redrive', '--all');

    expect(exitCode).toBe(0);
    expect(new Set(published)).toEqual(new Set(['bids ann {"bid":"7"}'])); // lanes drop repetitions
  });

  test.each([0, 1, 2])(
    'publishes nothing twice without an id when it dies after step %i',
    async (steps) => {
      const { addLetter, run, published, dieAfter } = setAsideWorld(auction);
      await addLetter('lots', '{"auction":"a"}');
      dieAfter(steps);
      await run('dlq', 'redrive', '--all');
      dieAfter(Number.POSITIVE_INFINITY);

      const { exitCode, err } = await run('dlq', 'redrive', '--all');

      expect(published.length).toBeLessThanOrEqual(1);
      expect(exitCode).toBe(steps === 0 ? 0 : 1); // marked before published: a person has to decide
      expect(err.join().includes('broken off')).toBe(steps > 0);
    },
  );

  test('says that part of a batch may count twice where events have no id', async () => {
    const { addBatch, run } = setAsideWorld(auction);
    await addBatch('lots', 'speed', batch);

    const { err, exitCode } = await run('dlq', 'redrive', '--all');

    expect(exitCode).toBe(0);
    expect(err.join()).toContain('counts twice');
  });

  test('says that --again counts twice where events have no id', async () => {
    const { addLetter, run, published } = setAsideWorld(auction);
    await addLetter('lots', '{}');
    await run('dlq', 'redrive', '--all');

    const { err } = await run('dlq', 'redrive', '--all', '--again');

    expect(published).toHaveLength(2);
    expect(err.join()).toContain('then it counts twice');
  });

  test('refuses a batch of the archive without ids, which the speed lane has counted', async () => {
    const { addBatch, run, published } = setAsideWorld(auction);
    await addBatch('lots', 'archive', batch);

    const { err, exitCode } = await run('dlq', 'redrive', '--all');

    expect(exitCode).toBe(1);
    expect(err.join()).toContain('would count twice');
    expect(published).toEqual([]);
  });

  test('refuses messages of the exchange, and records that are nowhere any more', async () => {
    const { addBatch, run, published } = setAsideWorld(auction);
    await addBatch('exchange', 'exchange', batch);
    await addBatch('bids', 'speed');

    const { err, exitCode } = await run('dlq', 'redrive', '--all');

    expect(exitCode).toBe(1);
    expect(err.join()).toContain('messages of the exchange');
    expect(err.join()).toContain('has all of its records any more');
    expect(published).toEqual([]);
  });

  test.each([[[]], [['--again']], [['some/name', '--all']]])('ends with 2 for %j', async (args) => {
    const { exitCode } = await setAsideWorld(auction).run('dlq', 'redrive', ...args);

    expect(exitCode).toBe(2);
  });
});
