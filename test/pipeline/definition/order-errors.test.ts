import { describe, test } from '@jest/globals';
import { count, first, max } from '../../../lib/core/aggregators/authoring.ts';
import { preceding } from '../../../lib/core/windows/event-windows.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { cumulating, globalWindow, session } from '../../../lib/core/windows/window-kinds.ts';
import {
  byCustomer,
  expectRefusal,
  hourly,
  type Mistake,
} from '../../support/definitions/mistakes.ts';

const mistakes: readonly Mistake[] = [
  [
    'steps that do not make up the window',
    'WINDOW_INVALID',
    'shop › cumulating › step',
    () => cumulating('7m', '1h'),
  ],
  [
    'windows that start together and discard',
    'WINDOW_INVALID',
    'shop › sales › window › cumulating › accumulation',
    (sales) => byCustomer(sales).window(cumulating('1m', '1h'), { accumulation: 'discarding' }),
  ],
  [
    'half an event before each',
    'WINDOW_INVALID',
    'shop › preceding › events',
    () => preceding(0.5),
  ],
  [
    'gaps between sessions',
    'WINDOW_INVALID',
    'shop › sales › fill › session',
    (sales) => byCustomer(sales).window(session('1m')).aggregate({ n: count() }).fill(),
  ],
  [
    'gaps without end',
    'WINDOW_INVALID',
    'shop › sales › fill › limit',
    (sales) => hourly(sales).aggregate({ n: count() }).fill({ limit: 0 }),
  ],
  [
    'the zero of a text',
    'AGGREGATE_INVALID',
    'shop › sales › fill › fill › who',
    (sales) =>
      hourly(sales)
        .aggregate({ who: first('customer') })
        .fill({ fill: { who: 'zero' } }),
  ],
  [
    'a set of keys twice',
    'STEP_INVALID',
    'shop › sales › groupBySets › sets',
    (sales) => sales.groupBySets([['customer'], [], ['customer']]),
  ],
  [
    'an aggregate of a key that a set leaves out',
    'AGGREGATE_INVALID',
    'shop › it › aggregate › n',
    (sales) =>
      sales
        .groupByCube('customer')
        .window(tumbling('1h'))
        .aggregate({ n: count('customer') })
        .view('it'),
  ],
  [
    'a time that is none',
    'STREAM_OPTION_INVALID',
    'shop › sales › timedBy › time › customer',
    (sales) => sales.timedBy('customer'),
  ],
  [
    'a time of all of time',
    'STEP_INVALID',
    'shop › sales › rows › time',
    (sales) =>
      byCustomer(sales)
        .window(globalWindow())
        .aggregate({ at: max('at') })
        .rows({ time: 'at' }),
  ],
];

describe('a definition is refused where the mistake is', () => {
  test.each(mistakes)('%s [%s]', (...mistake) => {
    expectRefusal(mistake);
  });
});
