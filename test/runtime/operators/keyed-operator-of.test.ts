import { describe, expect, test } from '@jest/globals';
import { instant, int, string } from '../../../lib/core/field-type.ts';
import { pattern } from '../../../lib/core/pattern/pattern.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import { recordingRun } from '../../support/operators/recording-run.ts';

const Event = schema({ key: string(), at: instant(), n: int() });

type E = { readonly key: string; readonly at: number; readonly n: number };

describe('the functions of an author', () => {
  test('in a pattern do not fulfil a condition that they throw on', () => {
    const picky = pipeline('picky', (p) => {
      p.stream('events', Event, { key: 'key', time: 'at', watermarks: 'explicit' })
        .groupBy('key')
        .match(
          pattern<E>()
            .begin('small', ({ n }) => {
              if (n > 5) throw new Error('too large to look at');
              return true;
            })
            .build(),
        )
        .groupBy('key')
        .view('small_ones');
    });
    const { run, records } = recordingRun(picky);

    for (const n of [1, 9, 2]) run.push('events', { key: 'k', at: n, n });
    run.end();

    expect(records.map(({ time }) => time)).toEqual([1, 2]);
  });
});
