import type { AthenaClient } from '@aws-sdk/client-athena';
import { describe, expect, test } from '@jest/globals';
import { athenaEngine } from '../../../lib/adapters/athena/athena-engine.ts';
import { athenaValue } from '../../../lib/adapters/athena/athena-value.ts';

interface Scripted {
  /** States of the query, one per look. */
  readonly states: readonly { readonly State: string; readonly StateChangeReason?: string }[];
  /** Pages of rows, the header among them. */
  readonly pages?: readonly (readonly (readonly (string | undefined)[])[])[];
}

const COLUMNS = [
  { Name: 'country', Type: 'varchar' },
  { Name: 'total', Type: 'decimal', Scale: 2 },
  { Name: 'first', Type: 'timestamp' },
];

/** A client that answers as Athena does, and remembers what it was asked. */
function scripted({ states, pages = [] }: Scripted) {
  const asked: Record<string, unknown>[] = [];
  const left = [...states];
  const send = async (command: { readonly input: Record<string, unknown> }) => {
    const kind = command.constructor.name;
    asked.push({ kind, ...command.input });
    if (kind === 'StartQueryExecutionCommand') return { QueryExecutionId: 'q1' };
    if (kind === 'GetQueryExecutionCommand') return { QueryExecution: { Status: left.shift() } };
    const page = Number(command.input['NextToken'] ?? 0);
    return {
      ResultSet: {
        ResultSetMetadata: { ColumnInfo: COLUMNS },
        Rows: pages[page]?.map((row) => ({ Data: row.map((VarCharValue) => ({ VarCharValue })) })),
      },
      NextToken: page + 1 < pages.length ? String(page + 1) : undefined,
    };
  };
  const waits: number[] = [];
  const engine = athenaEngine(
    { workGroup: 'shop-prod', database: 'shop_prod' },
    {
      client: { send } as unknown as AthenaClient,
      pause: async (tries) => waits.push(tries),
    },
  );
  return { engine, asked, waits };
}

const DONE = { State: 'SUCCEEDED' };

describe('athenaEngine', () => {
  test('runs a query in its work group and gives all pages, exact', async () => {
    const { engine, asked, waits } = scripted({
      states: [{ State: 'QUEUED' }, { State: 'RUNNING' }, DONE],
      pages: [
        [
          ['country', 'total', 'first'],
          ['de', '12345678901234567890.10', '2010-12-01 08:26:00.000'],
        ],
        [['fr', undefined, undefined]],
      ],
    });

    const answer = await engine.query('select 1;');

    expect(answer.columns).toEqual(['country', 'total', 'first']);
    expect(answer.instants).toEqual(new Set(['first']));
    expect(answer.rows).toEqual([
      {
        country: 'de',
        total: { units: 1_234_567_890_123_456_789_010n, scale: 2 },
        first: Date.UTC(2010, 11, 1, 8, 26),
      },
      { country: 'fr', total: null, first: null },
    ]);
    expect(asked[0]).toMatchObject({
      ...{ QueryString: 'select 1', WorkGroup: 'shop-prod' },
      QueryExecutionContext: { Database: 'shop_prod' },
    });
    expect(waits).toEqual([0, 1]);
  });

  test('passes on why Athena does not run a query', async () => {
    const { engine } = scripted({
      states: [{ State: 'FAILED', StateChangeReason: 'line 1:8: no such column' }],
    });

    await expect(engine.query('select x')).rejects.toThrow(
      'Athena refuses the query; got line 1:8: no such column; correct it',
    );
  });

  test('calls tables as the stack does', () => {
    const { engine } = scripted({ states: [] });

    expect([engine.streamTable('all-sales'), engine.resultsTable('by_day@2')]).toEqual([
      '"all_sales"',
      '"results_by_day_2"',
    ]);
  });
});

test.each([
  ['9223372036854775807', 'bigint', 9_223_372_036_854_775_807n],
  ['-1.5E-300', 'double', -1.5e-300],
  ['NaN', 'double', Number.NaN],
  ['-0.50', 'decimal', { units: -50n, scale: 2 }],
  ['true', 'boolean', true],
  ['', 'varchar', ''],
  ['00 ff 0a', 'varbinary', Buffer.from([0, 255, 10])],
  ['[1, 2]', 'array', '[1, 2]'],
])('the text %j of the type %s is the value %p', (text, Type, value) => {
  expect(athenaValue(text, { Type, Scale: 2 })).toEqual(value);
});
