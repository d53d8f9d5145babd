import { count, max, min, sum } from '../../lib/core/aggregators/authoring.ts';
import { decimal, instant, string } from '../../lib/core/field-type.ts';
import { schema } from '../../lib/core/schema/schema.ts';
import { tumbling } from '../../lib/core/windows/window.ts';
import { session } from '../../lib/core/windows/window-kinds.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import type { Pipeline } from '../../lib/pipeline/definition/definition.ts';

/** What the job needs of an event; the nested rest is passed over. */
const Event = schema({ user: string(), amount: decimal(2), ts: instant() });

const values = {
  ...{ events: count(), total: sum('amount'), least: min('amount'), most: max('amount') },
} as const;

const job = (name: string, windows: Parameters<typeof windowsOf>[0]): Pipeline =>
  pipeline(name, (p) => {
    p.stream('events', Event, { key: 'user', time: 'ts', maxOutOfOrderness: '5s' })
      .groupBy('user')
      .window(windowsOf(windows))
      .aggregate(values)
      .view('by_user');
  });

const windowsOf = (kind: 'minutes' | 'sessions') =>
  kind === 'minutes' ? tumbling('1m') : session('30s', { touching: 'merge' });

/** Count, sum, least and most per user and minute. */
export const minutes = job('minutes', 'minutes');

/** The same per session of a user. */
export const sessions = job('sessions', 'sessions');
