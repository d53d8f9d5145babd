import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { settlingTime } from '../../../lib/pipeline/plan/settling-time.ts';
import { aDefinition } from '../../support/definitions/random-definitions.ts';
import { UNIT } from '../../support/definitions/random-views.ts';
import { recordingRun } from '../../support/operators/recording-run.ts';
import { runs } from '../../support/property.ts';

const click = { id: '1', user: 'ann', page: 'cart', at: 5 * UNIT, ms: 70 };

describe('settlingTime', () => {
  test('is so long that nothing comes of an event after it, through all steps', () => {
    fc.assert(
      fc.property(aDefinition, ({ pipeline }) => {
        const kept = recordingRun(pipeline);
        const given = () => [kept.rows.length, kept.records.length];
        const longest = Math.max(...pipeline.views.map(({ operator }) => settlingTime(operator)));

        kept.run.push('clicks', click);
        kept.run.idle('users');
        kept.run.watermark('clicks', click.at + longest);
        const settled = given();
        kept.run.watermark('clicks', click.at + 1_000 * UNIT);

        expect(given()).toEqual(settled);
      }),
      runs(200),
    );
  });
});
