import { describe, expect, test } from '@jest/globals';
import { storedRow } from '../../../lib/adapters/dynamodb/row-item.ts';
import { rowLayouts } from '../../../lib/adapters/dynamodb/row-layouts.ts';
import type { Aggregator } from '../../../lib/core/aggregators/aggregator.ts';
import { count, max } from '../../../lib/core/aggregators/authoring.ts';
import type { Event } from '../../../lib/core/event.ts';
import { instant, int, string } from '../../../lib/core/field-type.ts';
import { pattern } from '../../../lib/core/pattern/pattern.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { rolling } from '../../../lib/core/windows/event-windows.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { DefinitionError } from '../../../lib/errors/definition-error.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import type { Pipeline } from '../../../lib/pipeline/definition/definition.ts';
import { lakeColumns } from '../../../lib/pipeline/deployed/lake-columns.ts';
import { explainPlan } from '../../../lib/pipeline/explain/explain.ts';
import { undeployable } from '../../../lib/pipeline/plan/deployable.ts';
import { planOf } from '../../../lib/pipeline/plan/planner.ts';
import { recordingRun } from '../../support/operators/recording-run.ts';

const OF_OBJECTS = Object.getOwnPropertyNames(Object.prototype);
const OF_CONTROL = ['watermark', '@watermark', 'coverage', '@coverage', 'version', '@version'];
const OF_ITEMS = ['pk', 'sk', 'view', 'key', 'fence', 'acc', 'acc.zstd', 'run', 'viewWindow'];
const OF_ROWS = ['windowStart', 'windowEnd', 'windowTime', 'updatedAt', 'capped', 'truncated'];
const OF_REST = ['mergedInto', 'expiresAt', 'record.all', 'parts', '@parts', 'pane', 'time'];
const OF_LAKE = ['_kind', '_shard', '_sequence', '_subsequence', '_arrival', '_partition_key'];
const OF_SQL = ['_payload', 'dt', 'hh', '_key', '_time', 'copy', '_copy', 't', 'i', 'w', 'start'];
const OF_QUERIES = ['latest_start', 'accepted', 'counted', 'latest', 'windowed', 'item_files'];
const OF_STREAMS = ['exchange', 'select', 'order', 'lake', 'late', 'results_v', 'declared'];
const NAMES = [
  ...[...OF_OBJECTS, ...OF_CONTROL, ...OF_ITEMS, ...OF_ROWS, ...OF_REST],
  ...[...OF_LAKE, ...OF_SQL, ...OF_QUERIES, ...OF_STREAMS],
];

const FIELDS = { user: string(), at: instant(), n: int() };
const Plain = schema(FIELDS);
const hour = tumbling('1h');

/** Declares a pipeline with a name somewhere, and says what an event holds beside the others. */
interface Place {
  readonly declare: (name: string) => Pipeline;
  readonly stream?: (name: string) => string;
  readonly more?: (name: string) => Event;
  /** What the rows or records hold, of a run with the numbers 1 and 2. */
  readonly gives: (name: string) => Event;
}

const PLACES: Readonly<Record<string, Place>> = {
  pipeline: {
    declare: (name) =>
      pipeline(name, (p) => {
        const events = p.stream('events', Plain, { key: 'user', time: 'at' });
        events
          .groupBy('user')
          .window(hour)
          .aggregate({ most: max('n') })
          .view('v');
      }),
    gives: () => ({ most: 2 }),
  },
  stream: {
    declare: (name) =>
      pipeline('names', (p) => {
        const events = p.stream(name, Plain, { key: 'user', time: 'at' });
        events
          .groupBy('user')
          .window(hour)
          .aggregate({ most: max('n') })
          .view('v');
      }),
    stream: (name) => name,
    gives: () => ({ most: 2 }),
  },
  view: {
    declare: (name) =>
      pipeline('names', (p) => {
        const events = p.stream('events', Plain, { key: 'user', time: 'at' });
        events
          .groupBy('user')
          .window(hour)
          .aggregate({ most: max('n') })
          .view(name);
      }),
    gives: () => ({ most: 2 }),
  },
  aggregate: {
    declare: (name) =>
      pipeline('names', (p) => {
        const events = p.stream('events', Plain, { key: 'user', time: 'at' });
        const values = Object.fromEntries([[name, max('n')]]);
        events
          .groupBy('user')
          .window(hour)
          .aggregate({ ...values })
          .view('v');
      }),
    gives: (name) => Object.fromEntries([[name, 2]]),
  },
  'field of a key': {
    declare: (name) =>
      pipeline('names', (p) => {
        const Named = schema(Object.fromEntries([...Object.entries(FIELDS), [name, string()]]));
        const events = p.stream<Event>('events', Named as never, { key: 'user', time: 'at' });
        events
          .groupBy(name)
          .window(hour)
          .aggregate({ most: max('n') as never })
          .view('v');
      }),
    more: (name) => Object.fromEntries([[name, 'x']]),
    gives: () => ({ most: 2 }),
  },
  'field of a record': {
    declare: (name) =>
      pipeline('names', (p) => {
        const Named = schema(Object.fromEntries([...Object.entries(FIELDS), [name, string()]]));
        const events = p.stream<Event>('events', Named as never, { key: 'user', time: 'at' });
        const features = events.groupBy('user').window(rolling('1h'));
        features.aggregate({ most: max('n') as never }).view('v');
      }),
    more: (name) => Object.fromEntries([[name, 'x']]),
    gives: (name) =>
      Object.fromEntries([
        ['most', 2],
        [name, 'x'],
      ]),
  },
  'derived field': {
    declare: (name) =>
      pipeline('names', (p) => {
        const events = p.stream('events', Plain, { key: 'user', time: 'at' });
        const twice = events.derive(name, { fn: 'product', of: ['n', 'n'] } as never);
        twice
          .groupBy('user')
          .window(hour)
          .aggregate({ most: max(name as 'n') })
          .view('v');
      }),
    gives: () => ({ most: 4 }),
  },
  'step of a pattern': {
    declare: (name) =>
      pipeline('names', (p) => {
        const events = p.stream('events', Plain, { key: 'user', time: 'at' });
        events
          .groupBy('user')
          .match(pattern<Event>().begin(name).build() as never)
          .groupBy('user')
          .view('v');
      }),
    gives: (name) => ({
      events: Object.fromEntries([[name, [expect.objectContaining({ n: 2 })]]]),
    }),
  },
};

/** The pipeline, or why it is refused. */
function declared({ declare }: Place, name: string): Pipeline | DefinitionError {
  try {
    return declare(name);
  } catch (error) {
    if (error instanceof DefinitionError) return error;
    throw error;
  }
}

const event = (n: number, more: Event = {}, user = 'ann'): Event =>
  Object.fromEntries([...Object.entries({ user, at: n * 1_000, n }), ...Object.entries(more)]);

describe.each(Object.entries(PLACES))('a name of ours as %s', (_where, place) => {
  test.each(NAMES)('is refused or works: %s', (name) => {
    const made = declared(place, name);

    if (made instanceof DefinitionError) {
      expect(made.code).toMatch(/^(NAME_INVALID|NAME_TAKEN|FIELD_INVALID)$/);
      expect(made.message).toContain(name);
      return;
    }
    const { run, rows, records, deadLetters } = recordingRun(made);
    for (const n of [1, 2])
      run.push(place.stream?.(name) ?? 'events', event(n, place.more?.(name)));
    run.end();

    const last = rows.at(-1)?.values ?? records.at(-1)?.record;
    expect(last).toEqual(expect.objectContaining(place.gives(name)));
    expect(deadLetters).toEqual([]);
    expect(explainPlan(planOf(made))).toContain(name);
    if (undeployable(made) === null) showsItsOwn(made);
  });
});

/** Expects no value of the author in the place of one of ours in the items of rows. */
function showsItsOwn(made: Pipeline): void {
  for (const [view, layout] of rowLayouts(made)) {
    const acc = Object.values(layout.aggregates).map((each) => {
      const aggregator = each.aggregator as Aggregator;
      return aggregator.encode(aggregator.create());
    });
    const image = { view, key: 'x', start: 0, end: 3_600_000, acc, updatedAt: 5 };
    const by = { fence: 'f', now: 0 };
    const { item } = storedRow(image as never, layout, by);
    const { item: plain } = storedRow({ ...image, acc: [] } as never, NOTHING, by);
    expect({ ...item, acc: undefined }).toMatchObject({ ...plain, acc: undefined });
  }
}

const NOTHING = { keyFields: [], keyTypes: [], aggregates: {} };

describe('a value of a key', () => {
  const counted = pipeline('names', (p) => {
    const events = p.stream('events', Plain, { key: 'user', time: 'at' });
    events.groupBy('user').window(hour).aggregate({ n: count() }).view('v');
    events
      .groupBy('user')
      .match(pattern<Event>().begin('one').build() as never)
      .groupBy('user')
      .view('seen');
  });

  test('may be any name of ours', () => {
    const { run, rows, records } = recordingRun(counted);

    for (const name of NAMES) run.push('events', event(1, {}, name));
    for (const name of NAMES) run.push('events', event(2, {}, name));
    run.end();

    const sorted = [...new Set(NAMES)].sort();
    expect(rows.map(({ key }) => key).sort()).toEqual(sorted);
    expect(new Set(rows.map(({ values }) => values['n']))).toEqual(new Set([2]));
    expect([...new Set(records.map(({ key }) => key))].sort()).toEqual(sorted);
  });
});

describe('columns of the lake', () => {
  test('are never those of two fields, or one of ours', () => {
    const fields = NAMES.filter((name) => /^[A-Za-z_]\w*$/.test(name) && !(name in {}));
    const columns = lakeColumns(Object.fromEntries(fields.map((name) => [name, string()])));

    const names = columns.map(({ name }) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
  });
});
