import { count, sum } from '../../../lib/core/aggregators/authoring.ts';
import { instant, int, string } from '../../../lib/core/field-type.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import type { Pipeline } from '../../../lib/pipeline/definition/definition.ts';

const Sale = schema({ customer: string(), country: string(), amount: int(), at: instant() });

/**
 * One view in several versions: the first counts sales per hour, the second adds up their amounts per
 * half hour as well, so whoever mixes the two shows it.
 */
export const shopInVersions = (...versions: readonly (1 | 2)[]): Pipeline =>
  pipeline('shop', (p) => {
    const sales = p.stream('sales', Sale, {
      key: 'customer',
      time: 'at',
      maxOutOfOrderness: '0s',
      maxClockSkew: '1000d',
    });
    const by = sales.groupBy('country');
    if (versions.includes(1)) {
      by.window(tumbling('1h')).aggregate({ sales: count() }).view('by_country');
    }
    if (versions.includes(2)) {
      by.window(tumbling('30m'))
        .aggregate({ sales: count(), revenue: sum('amount') })
        .view('by_country', { version: 2 });
    }
  });
