import { expect, test } from '@jest/globals';
import { lakeEngine } from '../../../lib/adapters/duckdb/lake-engine.ts';
import { count } from '../../../lib/core/aggregators/authoring.ts';
import { instant, string } from '../../../lib/core/field-type.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import { planOf } from '../../../lib/pipeline/plan/planner.ts';
import { toSql } from '../../../lib/serving/sql/to-sql.ts';
import { archivedLake } from '../../support/batch/archived-lake.ts';

const FIELDS = [
  '_kind',
  '_payload',
  'dt',
  'copy',
  '_copy',
  't',
  'a1',
  'start',
  'latest_start',
  'i',
];
const STREAMS = ['accepted', 'counted', 'latest', 'windowed', 'w', 'select', 'results_of'];

test.each(STREAMS)(
  'SQL of a view counts events of a stream called %s, whatever its fields',
  async (name) => {
    const fields = Object.fromEntries(FIELDS.map((field) => [field, string()]));
    const Named = schema({ ...fields, id: string(), at: instant() });
    const named = pipeline('names', (p) => {
      const events = p.stream(name, Named, { key: 'id', time: 'at', id: 'id' });
      for (const field of FIELDS) {
        const by = events.groupBy(field as 'id').window(tumbling('1h'));
        by.aggregate({ n: count() }).view(`by_${field.replace(/^_/, 'own_')}`);
      }
    });
    const text = JSON.stringify({
      ...{ id: 'x', at: '2026-03-01T10:05:00Z' },
      ...Object.fromEntries(FIELDS.map((field) => [field, `value of ${field}`])),
    });
    const put = { text, arrival: Date.UTC(2026, 2, 1, 10), partitionKey: 'x' };
    const lake = await archivedLake([put, put], { stream: name, schema: Named, time: 'at' });
    const engine = await lakeEngine(named, lake);

    const found = [];
    for (const field of FIELDS) {
      const view = `by_${field.replace(/^_/, 'own_')}`;
      const about = { plan: planOf(named), view };
      const answer = toSql(about, { dialect: 'duckdb', relation: engine.streamTable(name) });
      const { rows } = await engine.query(answer.ok ? answer.sql : 'not SQL');
      found.push(rows.map((row) => [field, row[field], Number(row['n'])]));
    }

    expect(found).toEqual(FIELDS.map((field) => [[field, `value of ${field}`, 1]]));
    await engine.close();
  },
);
