import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import type { Item } from '../../lib/adapters/dynamodb/item.ts';
import { packText } from '../../lib/adapters/dynamodb/packed.ts';
import { partsOf } from '../../lib/adapters/dynamodb/parts.ts';
import { rowItemKey } from '../../lib/adapters/dynamodb/row-item.ts';
import { stateItemKey } from '../../lib/adapters/dynamodb/state-store.ts';
import { putParts } from '../../lib/adapters/dynamodb/write-parts.ts';
import { deadLetterName, encodeDeadLetters } from '../../lib/adapters/s3/dead-letter-object.ts';
import { encodeLateEvents, lateEventsName } from '../../lib/adapters/s3/late-events.ts';
import { mark } from '../../lib/adapters/s3/redrive-marks.ts';
import { eraseSubject } from '../../lib/cli/erase/erase-subject.ts';
import { textsOf } from '../../lib/cli/erase/subject-test.ts';
import type { LateEvent } from '../../lib/ports/effects.ts';
import { operatorsOf } from '../../lib/runtime/batch/batch-definition.ts';
import { viewTraces } from '../../lib/runtime/erasure/traces.ts';
import { queueOf } from '../../lib/runtime/keyed/backlog.ts';
import { viewWorker } from '../../lib/runtime/keyed/view-worker.ts';
import { nthRecord } from '../support/batch/batch-shop.ts';
import { ADA, ridden } from '../support/cli/erasable.ts';
import { everythingStored } from '../support/lanes/everything-stored.ts';
import type { TableWorld } from '../support/rows/table-world.ts';

const WHO = { stream: 'trips', field: 'rider', value: ADA };
const task = (made: TableWorld, nth = 0) => ({
  ...{ pipeline: made.definition.pipeline.name, lane: 'exchange', shard: `exchange-${nth}` },
});

let nextEpoch = 900;

/** What was turned away in the exchange lane. */
async function setAside(made: TableWorld, some: readonly Partial<LateEvent>[]): Promise<void> {
  const name = lateEventsName(task(made), `0000000001|${String(nextEpoch++).padStart(10, '0')}`);
  const about = { view: 'riders', sequence: 'x/0/1', sub: 0, eventTime: 0, watermark: 0 };
  await made.lake.createObject(
    name,
    encodeLateEvents(some.map((one) => ({ ...about, ...one }))),
    {},
  );
}

const delta = (key: string, who: string) => ({
  ...{ view: 'riders', key, start: 0, end: 10_000 },
  acc: [[[150, who]], [who]],
});
const sent = (key: string, who: string) => ({
  ...{ view: 'busy', input: 0, key, time: 1, id: '1/0/0.0', reached: null },
  event: { rider: who, zone: key },
});

/** Every place that a payload, or what was made of it, can lie in beside those that every trip has. */
const PLACES: Readonly<Record<string, (made: TableWorld) => Promise<unknown>>> = {
  'a delta under the key of others that no head held': (made) =>
    setAside(made, [{ why: 'overflow: effects', payload: delta('north', ADA) }]),
  'a delta under its own key': (made) =>
    setAside(made, [
      { view: 'by_both', why: 'overflow: effects', payload: { ...delta(`north|${ADA}`, 'x') } },
    ]),
  'a delta under its own key that came too late': (made) =>
    setAside(made, [{ view: 'by_both', key: `north|${ADA}`, start: 0 }]),
  'an event that was too much for its key': (made) =>
    setAside(made, [{ view: 'busy', why: 'overflow: state', payload: sent('north', ADA) }]),
  'a result that is named after its key': (made) =>
    setAside(made, [{ view: 'busy_first', sequence: `busy_first/1@5000/${ADA}/0` }]),
  'a message that quotes it': (made) =>
    setAside(made, [{ view: 'busy', why: `FUNCTION_FAILED: got ${JSON.stringify(ADA)}` }]),
  'a dead letter among others of its record': (made) => {
    const letters = [ADA, 'adam'].map((rider, sub) => ({
      ...{ stream: 'trips', shard: 'trips:0', code: 'JSON_SYNTAX' as const },
      message: `trips: no JSON; got ${JSON.stringify(rider)}`,
      record: { ...nthRecord(70, `{"rider":"${rider}","fare":"torn`, rider), sub },
    }));
    const [first] = letters;
    if (first === undefined) throw new Error('no letters');
    return made.lake.createObject(
      deadLetterName(first),
      Buffer.from(encodeDeadLetters(letters)),
      {},
    );
  },
  'a mark that a dead letter was published again': async (made) => {
    for await (const { name } of made.lake.list('dead-letters/')) {
      await mark(made.lake, name, { as: 'done', at: '2026-01-01T00:00:00Z' });
    }
    return setAside(made, [{ view: 'riders', why: 'overflow: effects', payload: delta('x', ADA) }]);
  },
  'parts of its own state that nothing names': (made) =>
    orphan(made, 'state', stateItemKey(task(made), { owner: ownerOf(made, 'outings'), key: ADA })),
  'parts of a state of others that nothing names': (made) =>
    orphan(made, 'state', stateItemKey(task(made), { owner: ownerOf(made, 'busy'), key: 'north' })),
  'parts of a state behind another step that nothing names': (made) =>
    orphan(made, 'state', stateItemKey(task(made), { owner: behindIn(made), key: 'west' })),
  'parts of its own row that nothing names': (made) =>
    orphan(made, 'views', rowItemKey({ view: 'by_both', key: `north|${ADA}`, start: 0 })),
  'parts of a row of others that nothing names': (made) =>
    orphan(made, 'views', rowItemKey({ view: 'riders', key: 'north', start: 0 })),
  'parts of a record under another key that nothing names': (made) =>
    orphan(made, 'views', rowItemKey({ view: 'busy_first', key: 'west', start: 0 })),
  'the queue of keys that are behind': async (made) => {
    const queue = queueOf(ownerOf(made, 'outings'));
    for (let nth = 0; nth < (made.definition.plan.exchange?.ranges ?? 0); nth++) {
      const { pipeline, lane, shard } = task(made, nth);
      await made.dynamo.client.send(
        new PutItemCommand({
          TableName: 'state',
          Item: {
            pk: { S: `T#${pipeline}#${lane}#${shard}` },
            sk: { S: `${queue}#1000000000000007#=${ADA}` },
            ...{ due: { N: '7' }, key: { S: ADA }, fence: { S: '0000000001|0000000042' } },
          },
        }),
      );
    }
  },
};

/** What a process left that had written parts of an item, and died before it wrote the item. */
async function orphan({ dynamo }: TableWorld, table: string, key: Item): Promise<void> {
  const bytes = packText(JSON.stringify([ADA]));
  const parts = partsOf({ ...key, fence: { S: '0000000009|0000000042' } }, bytes);
  await putParts(dynamo.client, table, { parts, bytes });
}

/** Name of states behind a step that passes its results on. */
function behindIn({ definition }: TableWorld): string {
  const { pipeline } = definition;
  const texts = textsOf(pipeline, WHO);
  const [name] = [...viewTraces(definition, WHO, texts).values()].flatMap(({ behind }) => behind);
  if (name === undefined) throw new Error('no step behind another');
  return name;
}

function ownerOf(made: TableWorld, view: string): string {
  const runtime = operatorsOf(made.definition).get(view);
  if (runtime === undefined) throw new Error(`no ${view}`);
  return viewWorker(runtime).inputOwners[0] ?? '';
}

const placesOf = async (made: TableWorld): Promise<string[]> =>
  (await everythingStored(made)).filter(({ text }) => text.includes(ADA)).map(({ place }) => place);

const textOf = async (made: TableWorld, prefix: string): Promise<string> => {
  const all: string[] = [];
  for await (const { name } of made.lake.list(prefix)) {
    all.push(Buffer.from((await made.lake.read(name)) ?? []).toString());
  }
  return all.join('');
};

describe('an erasure', () => {
  test('leaves nothing in any place', async () => {
    const made = await ridden();
    let places = await placesOf(made);
    for (const [place, put] of Object.entries(PLACES)) {
      await put(made);
      const more = await placesOf(made);
      expect([place, more.length > places.length]).toEqual([place, true]);
      places = more;
    }

    await eraseSubject({ ...made.erasure('trips'), recompute: async () => undefined }, WHO, 'keep');

    expect(await placesOf(made)).toEqual([]);
  });

  test('says of what a service has written that it may be there', async () => {
    const made = await ridden();
    for (const name of ['trips/dt=2026-01-01/1.gz', 'trips/2.gz', 'errors/trips/3', 'payments/4']) {
      await made.lake.createObject(`delivered/${name}`, Buffer.from(ADA), {});
    }

    const ports = { ...made.erasure('trips'), recompute: async () => undefined };
    const { left } = await eraseSubject(ports, WHO, 'keep');

    expect(left.filter((line) => line.includes('delivered/'))).toEqual([
      expect.stringMatching(/^2 objects below delivered\/trips\/, for good unless/),
      expect.stringMatching(/^1 objects below delivered\/errors\/trips\/, for good unless/),
    ]);
    const hers = (place: string) => !place.startsWith('delivered/');
    expect((await placesOf(made)).filter(hers)).toEqual([]);
  });

  test('keeps what is of others there', async () => {
    const made = await ridden();
    await PLACES['a dead letter among others of its record']?.(made);
    await setAside(made, [
      { sub: 7, why: 'overflow: effects', payload: delta('north', ADA) },
      { sub: 8, why: 'overflow: effects', payload: delta('north', 'bob') },
      { sub: 9, view: 'busy', why: 'overflow: state', payload: sent('north', 'bob') },
    ]);

    await eraseSubject({ ...made.erasure('trips'), recompute: async () => undefined }, WHO, 'keep');

    expect(await textOf(made, 'dead-letters/')).toContain('{\\"rider\\":\\"adam\\",');
    const lines = (await textOf(made, 'late/exchange/'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const kept = lines.filter(({ sequence }) => sequence === 'x/0/1');
    expect(kept.map(({ sub }) => sub)).toEqual([7, 8, 9]);
    expect(kept.map(({ payload }) => payload)).toEqual([
      undefined,
      delta('north', 'bob'),
      sent('north', 'bob'),
    ]);
  });
});
