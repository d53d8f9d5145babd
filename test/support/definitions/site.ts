import { count, max, sum } from '../../../lib/core/aggregators/authoring.ts';
import { where } from '../../../lib/core/expression.ts';
import { decimal, instant, int, optional, string } from '../../../lib/core/field-type.ts';
import { pattern } from '../../../lib/core/pattern/pattern.ts';
import { type Schema, schema } from '../../../lib/core/schema/schema.ts';
import { rolling } from '../../../lib/core/windows/event-windows.ts';
import { sliding, tumbling } from '../../../lib/core/windows/window.ts';
import { calendar, globalWindow, session } from '../../../lib/core/windows/window-kinds.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';

export const Click = schema({
  id: string(),
  user: string(),
  page: string(),
  at: instant(),
  ms: int(),
  price: optional(decimal(2)),
});

export const User = schema({ user: string(), at: instant(), city: optional(string()) });

type ClickEvent = typeof Click extends Schema<infer E> ? E : never;

/** A pipeline with everything in it: every kind of window, join, pattern and monitor, and chains. */
export const site = pipeline('site', (p) => {
  const clicks = p.stream('clicks', Click, {
    ...{ key: 'user', time: 'at', id: 'id', dedupeWithin: 40, maxOutOfOrderness: 12 },
  });
  const users = p.stream('users', User, { key: 'user', time: 'at', maxOutOfOrderness: 5 });
  const perUser = clicks.groupBy('user');
  const values = { n: count(), ms: sum('ms'), price: sum('price'), slowest: max('ms') };

  perUser.window(tumbling(20), { allowedLateness: 15 }).aggregate(values).view('per_user');
  clicks
    .filter(where('page', '!=', 'home'))
    .groupBy('page')
    .window(sliding(30, 10), { accumulation: 'discarding', allowedLateness: 5 })
    .aggregate(values)
    .view('per_page');
  const sessions = perUser
    .window(session(15), { allowedLateness: 10 })
    .aggregate(values)
    .view('sessions');
  sessions
    .rows()
    .groupAll()
    .window(tumbling(50), { emit: 'final', allowedLateness: 20 })
    .aggregate({ sessions: count(), longest: max('n') })
    .view('session_stats');
  sessions
    .monitor({ name: 'slow', field: 'slowest', above: 50, when: { windows: 1, of: 2 } })
    .groupBy('user')
    .view('slow_users');
  clicks.groupAll().window(calendar('day', 'Europe/Berlin')).aggregate({ n: count() }).view('days');
  perUser
    .window(rolling(40, { pane: 10 }))
    .aggregate({ recent: count() })
    .view('features');
  perUser
    .window(globalWindow({ every: 3 }), { accumulation: 'discarding' })
    .aggregate({ ms: sum('ms') })
    .view('every_third');

  const known = perUser.joinTable(users.groupBy('user').table({ removedWithout: 'city' }), {
    ...{ as: ['click', 'user'], asOf: 'eventTime', grace: 10, history: 60, type: 'left' },
  });
  known.groupBy('click_user').view('known_clicks');
  perUser
    .join(users.groupBy('user'), { as: ['click', 'sign'], lower: -10, upper: 20, type: 'full' })
    .groupAll()
    .window(tumbling(40))
    .aggregate({ n: count(), clicks: count('click_id'), signs: count('sign_at') })
    .view('pairs');
  clicks.dedupe('page', { within: 30 }).groupBy('page').view('first_visits');
  perUser
    .match(
      pattern<ClickEvent>()
        .begin('cart', where('page', '==', 'cart'))
        .notFollowedBy('pay', where('page', '==', 'pay'))
        .within(30)
        .build(),
      { timeouts: true },
    )
    .groupBy('user')
    .view('abandoned');
});
