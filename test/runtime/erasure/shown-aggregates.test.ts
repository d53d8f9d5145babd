import { describe, expect, test } from '@jest/globals';
import { count, topRows } from '../../../lib/core/aggregators/authoring.ts';
import { instant, int, string } from '../../../lib/core/field-type.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import { showing } from '../../../lib/runtime/erasure/carriers.ts';

const Trip = schema({ rider: string(), zone: string(), fare: int(), at: instant() });

describe('where rows of a view can show a subject', () => {
  test('is in every aggregate of rows that sorts by it or shows it, and in no other', () => {
    const { views } = pipeline('taxi', (p) => {
      const by = [{ field: 'fare', order: 'desc' }] as const;
      p.stream('trips', Trip, { key: 'zone', time: 'at' })
        .groupBy('zone')
        .window(tumbling('10s'))
        .aggregate({
          n: count(),
          whole: topRows(2, { by }),
          named: topRows(2, { by, fields: ['rider'] }),
          sorted: topRows(2, { by: [{ field: 'rider', order: 'asc' }], fields: ['fare'] }),
          other: topRows(2, { by, fields: ['fare'] }),
        })
        .view('best');
    });
    const subject = { stream: 'trips', field: 'rider', value: 'ann' };

    expect(views.map((view) => showing(view, subject))).toEqual([
      { columns: ['whole', 'named', 'sorted'], accumulators: [1, 2, 3] },
    ]);
  });
});
