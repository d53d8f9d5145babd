import { describe, expect, test } from '@jest/globals';
import { NOON, setAsideWorld } from '../support/cli/set-aside.ts';
import { auction } from '../support/definitions/auction.ts';

const LETTERS = 'dead-letters/bids/dt=2026-03-01/shardId-000000000000';

describe('dlq redrive --all goes on', () => {
  test.each([
    ['empty', ''],
    ['too long', 'k'.repeat(257)],
  ])('past a letter whose partition key is %s, and says which', async (_, key) => {
    const { addLetter, run, published } = setAsideWorld(auction);
    const bad = await addLetter('bids', 'a', NOON, [key]);
    await addLetter('bids', 'b', NOON + 1);

    const { exitCode, out, err } = await run('dlq', 'redrive', '--all');

    expect(published).toEqual(['bids ann b']);
    expect(exitCode).toBe(1);
    expect(out).toContain(`refused ${bad}`);
    expect(err.join('\n')).toContain(`${bad}: event 0: its partition key has ${key.length}`);
  });

  test('past an event of a packed record that cannot be put, and puts the others of it', async () => {
    const { addLetter, run, published } = setAsideWorld(auction);
    const name = await addLetter('bids', 'a', NOON, ['ann', '', 'bob']);

    const { exitCode, err } = await run('dlq', 'redrive', '--all');

    expect(published).toEqual(['bids ann a', 'bids bob a']);
    expect(exitCode).toBe(1);
    expect(err.join('\n')).toContain(`${name}: event 1: its partition key has 0`);
  });

  test('past what the service does not take', async () => {
    const { addLetter, run, published, refuse } = setAsideWorld(auction);
    const bad = await addLetter('bids', 'a', NOON, ['eve']);
    await addLetter('bids', 'b', NOON + 1);
    refuse('eve');

    const { exitCode, err } = await run('dlq', 'redrive', '--all');

    expect(published).toEqual(['bids ann b']);
    expect(exitCode).toBe(1);
    expect(err.join('\n')).toContain(`${bad}: Kinesis does not take it: 1 validation error`);
  });

  test.each([
    ['is no JSON', `${LETTERS}/1-000000.json`, '{'],
    ['is of another form', `${LETTERS}/2-000000.json`, '{"v":2,"letters":[[0,0,0,"x"]]}'],
    ['is null', `${LETTERS}/3-000000.json`, 'null'],
  ])('past an object that %s', async (_, name, text) => {
    const { addLetter, store, run, published } = setAsideWorld(auction);
    await store(name, text);
    await addLetter('bids', 'b');

    const { exitCode, err } = await run('dlq', 'redrive', '--all');
    const listed = await run('dlq', 'ls', '--json');
    const shown = await run('dlq', 'show', name);

    expect(published).toEqual(['bids ann b']);
    expect(exitCode).toBe(1);
    expect(err.join('\n')).toContain(`${name}: it is no dead letter`);
    expect(listed).toMatchObject({ exitCode: 0 });
    expect(listed.out.map((line) => JSON.parse(line).name)).toContain(name);
    expect(shown).toMatchObject({ exitCode: 0, out: [text] });
  });
});

describe('a letter whose content was changed', () => {
  test.each([
    ['stream', { stream: 'lots' }],
    ['stream, to the exchange', { stream: 'exchange' }],
    ['shard', { shard: 'shardId-000000000009' }],
    ['record', { sequence: '9' }],
  ])('is not put into another %s than its name says', async (_, change) => {
    const { addLetter, store, run, published } = setAsideWorld(auction);
    const letter = {
      ...{ v: 1, stream: 'bids', shard: 'shardId-000000000000', sequence: '7' },
      ...{ arrival: '2026-03-01T12:00:00.000Z', sub: 0, partitionKey: 'ann' },
      ...{ code: 'FIELD_MISSING', message: 'm', payload: 'forged' },
    };
    const name = `${LETTERS}/${'7'.padStart(56, '0')}-000000.json`;
    await store(name, JSON.stringify({ ...letter, ...change }));
    await addLetter('bids', 'b');

    const { exitCode, err } = await run('dlq', 'redrive', '--all');

    expect(published).toEqual(['bids ann b']);
    expect(exitCode).toBe(1);
    expect(err.join('\n')).toContain(`${name}: it is no dead letter`);
  });
});
