import { describe, expect, test } from '@jest/globals';
import { count, max, sum } from '../../lib/core/aggregators/authoring.ts';
import { where } from '../../lib/core/expression.ts';
import {
  bigint,
  decimal,
  double,
  instant,
  int,
  json,
  optional,
  string,
} from '../../lib/core/field-type.ts';
import { schema } from '../../lib/core/schema/schema.ts';
import { sliding, tumbling } from '../../lib/core/window.ts';
import { calendar, globalWindow, rolling, session } from '../../lib/core/window-kinds.ts';
import type { DefinitionErrorCode } from '../../lib/errors/codes.ts';
import { DefinitionError } from '../../lib/errors/definition-error.ts';
import { type PipelineBuilder, pipeline } from '../../lib/pipeline/pipeline.ts';

const Sale = schema({
  id: string(),
  customer: string(),
  country: optional(string()),
  at: instant(),
  amount: decimal(2),
  ratio: double(),
  lines: int(),
  units: bigint(),
  gap: optional(int()),
  extra: json(),
});

type Sales = ReturnType<typeof salesOf>;

const salesOf = (p: PipelineBuilder) => p.stream('sales', Sale, { key: 'customer', time: 'at' });

/** What a wrong definition is refused with. */
function refusal(declare: (sales: Sales, p: PipelineBuilder) => unknown): DefinitionError {
  try {
    pipeline('shop', (p) => {
      const sales = salesOf(p);
      declare(sales, p);
      sales.groupBy('customer').window(tumbling('1h')).aggregate({ n: count() }).view('fine');
    });
  } catch (error) {
    if (error instanceof DefinitionError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const byCustomer = (sales: Sales) => sales.groupBy('customer');
const hourly = (sales: Sales) => byCustomer(sales).window(tumbling('1h'));
const as = ['a', 'b'] as const;
const near = { as, lower: 0, upper: '1h' } as const;
const watch = { name: 'many', field: 'n', above: 1 } as const;

type Wrong = (sales: Sales, p: PipelineBuilder) => unknown;

const cases: readonly (readonly [rule: string, code: DefinitionErrorCode, at: string, Wrong])[] = [
  [
    'a field that is not declared',
    'FIELD_UNKNOWN',
    'shop › revenue › aggregate › sum',
    (sales) =>
      hourly(sales)
        .aggregate({ sum: sum('amuont' as 'amount') })
        .view('revenue'),
  ],
  [
    'a sum of text',
    'AGGREGATE_TYPE_MISMATCH',
    'shop › names › aggregate › sum',
    (sales) =>
      hourly(sales)
        .aggregate({ sum: sum('id') })
        .view('names'),
  ],
  [
    'two views of one name',
    'NAME_TAKEN',
    'shop › twice › name',
    (sales) => {
      hourly(sales).aggregate({ n: count() }).view('twice');
      hourly(sales).aggregate({ n: count() }).view('twice');
    },
  ],
  [
    'two streams of one name',
    'NAME_TAKEN',
    'shop › sales › name',
    (_sales, p) => p.stream('sales', Sale, { key: 'customer', time: 'at' }),
  ],
  [
    'a name that cannot stay',
    'NAME_INVALID',
    'shop › Sales By Country › name',
    (sales) => hourly(sales).aggregate({ n: count() }).view('Sales By Country'),
  ],
  [
    'an aggregate under a name of ours',
    'NAME_TAKEN',
    'shop › v › aggregate › windowEnd',
    (sales) => hourly(sales).aggregate({ windowEnd: count() }).view('v'),
  ],
  [
    'a view that says nothing',
    'VIEW_INCOMPLETE',
    'shop › v › aggregate',
    (sales) => hourly(sales).aggregate({}).view('v'),
  ],
  [
    'a version that is none',
    'VIEW_INCOMPLETE',
    'shop › v › version',
    (sales) => hourly(sales).aggregate({ n: count() }).view('v', { version: 0 }),
  ],
  [
    'a key that may be missing',
    'KEY_MAY_BE_MISSING',
    'shop › sales › groupBy › key › country',
    (sales) => sales.groupBy('country'),
  ],
  [
    'a key of fractions',
    'STREAM_OPTION_INVALID',
    'shop › sales › groupBy › key › ratio',
    (sales) => sales.groupBy('ratio'),
  ],
  [
    'a stream whose time is no instant',
    'STREAM_OPTION_INVALID',
    'shop › more › time › lines',
    (_sales, p) => p.stream('more', Sale, { key: 'customer', time: 'lines' }),
  ],
  [
    'a slide longer than the size',
    'WINDOW_SLIDE_OUT_OF_RANGE',
    'shop › sliding',
    () => sliding('1m', '2m'),
  ],
  [
    'a duration that cannot be read',
    'DURATION_INVALID',
    'shop › sales › window › allowedLateness',
    (sales) => byCustomer(sales).window(tumbling('1h'), { allowedLateness: '1 day' }),
  ],
  ['a session without a gap', 'WINDOW_INVALID', 'shop › session › gap', () => session(0)],
  [
    'a gap that is no number of milliseconds',
    'WINDOW_INVALID',
    'shop › sales › window › session › gapField › ratio',
    (sales) => byCustomer(sales).window(session('1m', { gapField: 'ratio' })),
  ],
  [
    'a gap of a field that is not there',
    'FIELD_UNKNOWN',
    'shop › sales › window › session › gapField',
    (sales) => byCustomer(sales).window(session('1m', { gapField: 'pause' })),
  ],
  [
    'a calendar unit that is none',
    'WINDOW_INVALID',
    'shop › calendar › unit',
    () => calendar('hour' as 'day', 'UTC'),
  ],
  [
    'a time zone that is none',
    'TIME_ZONE_UNKNOWN',
    'shop › time zone',
    () => calendar('day', 'Europe/Berln'),
  ],
  [
    'panes that do not make up the window',
    'WINDOW_INVALID',
    'shop › rolling › pane',
    () => rolling('7d', { pane: '5h' }),
  ],
  [
    'a rolling window that should be final',
    'WINDOW_INVALID',
    'shop › sales › window › rolling',
    (sales) => byCustomer(sales).window(rolling('7d'), { emit: 'final' }),
  ],
  [
    'a count of events that is none',
    'WINDOW_INVALID',
    'shop › global › every',
    () => globalWindow({ every: 0 }),
  ],
  [
    'rows of rolling windows',
    'STEP_INVALID',
    'shop › sales › rows › rolling',
    (sales) => byCustomer(sales).window(rolling('7d')).aggregate({ n: count() }).rows(),
  ],
  [
    'features of windows that tumble',
    'STEP_INVALID',
    'shop › sales › features › aligned',
    (sales) => hourly(sales).aggregate({ n: count() }).features(),
  ],
  [
    'an aggregate with the name of a field that a feature has',
    'NAME_TAKEN',
    'shop › sales › features › aggregate › amount',
    (sales) => byCustomer(sales).window(rolling('7d')).aggregate({ amount: count() }).features(),
  ],
  [
    'a join of keys that cannot be equal',
    'JOIN_INVALID',
    'shop › sales › join › keys',
    (sales) => byCustomer(sales).join(sales.groupBy('lines'), near),
  ],
  [
    'a join of different numbers of keys',
    'JOIN_INVALID',
    'shop › sales › join › keys',
    (sales) => byCustomer(sales).join(sales.groupBy('customer', 'id'), near),
  ],
  [
    'bounds that hold nothing',
    'JOIN_INVALID',
    'shop › sales › join › bounds',
    (sales) => byCustomer(sales).join(byCustomer(sales), { as, lower: '2s', upper: '1s' }),
  ],
  [
    'exclusive bounds without a millisecond between them',
    'JOIN_INVALID',
    'shop › sales › join › bounds',
    (sales) =>
      byCustomer(sales).join(byCustomer(sales), {
        ...{ as, lower: 0, upper: 1 },
        ...{ lowerInclusive: false, upperInclusive: false },
      }),
  ],
  [
    'two sides of one name',
    'JOIN_INVALID',
    'shop › sales › join › as',
    (sales) => byCustomer(sales).join(byCustomer(sales), { ...near, as: ['x', 'x'] }),
  ],
  [
    'a prefix that is no name',
    'FIELD_INVALID',
    'shop › sales › join › schema',
    (sales) => byCustomer(sales).join(byCustomer(sales), { ...near, as: ['x-y', 'z'] }),
  ],
  [
    'a stream of another pipeline',
    'STEP_INVALID',
    'shop › sales › join › clicks',
    (sales) => {
      const foreign: { stream?: Sales } = {};
      pipeline('other', (p) => {
        foreign.stream = p.stream('clicks', Sale, { key: 'customer', time: 'at' });
        foreign.stream.groupBy('id').view('v');
      });
      return byCustomer(sales).join(byCustomer(foreign.stream as Sales), near);
    },
  ],
  [
    'a grace for a row as of arrival',
    'JOIN_INVALID',
    'shop › sales › joinTable › grace',
    (sales) =>
      byCustomer(sales).joinTable(byCustomer(sales).table(), { as, asOf: 'arrival', grace: '1s' }),
  ],
  [
    'a grace longer than the table remembers',
    'JOIN_INVALID',
    'shop › sales › joinTable › grace',
    (sales) =>
      byCustomer(sales).joinTable(byCustomer(sales).table(), {
        ...{ as, asOf: 'eventTime', grace: '2h', history: '1h' },
      }),
  ],
  [
    'a table whose rows are removed by a field that is not there',
    'FIELD_UNKNOWN',
    'shop › sales › table › removedWithout',
    (sales) => byCustomer(sales).table({ removedWithout: 'price' as 'id' }),
  ],
  [
    'a dedupe by a field that may be missing',
    'KEY_MAY_BE_MISSING',
    'shop › sales › dedupe › key › country',
    (sales) => sales.dedupe('country', { within: '1h' }),
  ],
  [
    'a monitor of text',
    'MONITOR_INVALID',
    'shop › sales › monitor › many › field',
    (sales) =>
      hourly(sales)
        .aggregate({ n: max('id') })
        .monitor(watch),
  ],
  [
    'a monitor without a threshold',
    'MONITOR_INVALID',
    'shop › sales › monitor › many',
    (sales) => hourly(sales).aggregate({ n: count() }).monitor({ name: 'many', field: 'n' }),
  ],
  [
    'a monitor with two thresholds',
    'MONITOR_INVALID',
    'shop › sales › monitor › many',
    (sales) =>
      hourly(sales)
        .aggregate({ n: count() })
        .monitor({ ...watch, below: 3 }),
  ],
  [
    'a band of which the lower end comes second',
    'MONITOR_INVALID',
    'shop › sales › monitor › many › outside',
    (sales) =>
      hourly(sales)
        .aggregate({ n: count() })
        .monitor({ name: 'many', field: 'n', outside: [5, 1] }),
  ],
  [
    'more breaches than windows',
    'MONITOR_INVALID',
    'shop › sales › monitor › many › when',
    (sales) =>
      hourly(sales)
        .aggregate({ n: count() })
        .monitor({ ...watch, when: { windows: 3, of: 2 } }),
  ],
  [
    'a pattern on a field that is not there',
    'FIELD_UNKNOWN',
    'shop › sales › match › first › where',
    (sales) =>
      byCustomer(sales).match({
        spec: {
          stages: [{ name: 'first', contiguity: 'begin', where: where('naem', '==', 'x') }],
        },
        functions: [],
      }),
  ],
  [
    'a pattern that begins with something else',
    'PATTERN_INVALID',
    'shop › sales › match › first',
    (sales) =>
      byCustomer(sales).match({
        spec: { stages: [{ name: 'first', contiguity: 'next' }] },
        functions: [],
      }),
  ],
  [
    'a filter on a field that is not there',
    'FIELD_UNKNOWN',
    'shop › sales › filter',
    (sales) => sales.filter(where('amuont' as 'amount', '>', 1)),
  ],
  [
    'a filter that compares a number with text',
    'CONDITION_INVALID',
    'shop › sales › filter › amount',
    (sales) => sales.filter(where('amount', '>', '12')),
  ],
  [
    'a filter that looks for a list with ==',
    'CONDITION_INVALID',
    'shop › sales › filter › id',
    (sales) => sales.filter(where('id', '==', ['a', 'b'])),
  ],
  [
    'a map that loses the time',
    'FIELD_UNKNOWN',
    'shop › sales › map › time',
    (sales) => sales.map(schema({ id: string() }), ({ id }) => ({ id })),
  ],
];

describe('a definition is refused where the mistake is', () => {
  test.each(cases)('%s [%s]', (_rule, code, at, declare) => {
    const error = refusal(declare);

    expect(error.code).toBe(code);
    expect(error.fault.at).toBe(at);
    expect(error.message).toMatch(
      new RegExp(`^${at.replaceAll(/[^\w ]/g, '.')}: .+; got .+, expected .+; .+ \\[${code}\\]$`),
    );
  });

  test('a pipeline without a view', () => {
    const declare = (): unknown => pipeline('empty', (p) => void salesOf(p));

    expect(declare).toThrow('empty › views: nothing would be computed; got no view');
  });
});
