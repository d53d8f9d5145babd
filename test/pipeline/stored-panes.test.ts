import { describe, expect, test } from '@jest/globals';
import { count } from '../../lib/core/aggregators/authoring.ts';
import { instant, string } from '../../lib/core/field-type.ts';
import { schema } from '../../lib/core/schema/schema.ts';
import { type AlignedWindows, sliding, tumbling } from '../../lib/core/windows/window.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import { trafficOf } from '../../lib/pipeline/cost/traffic.ts';
import type { WindowOptions } from '../../lib/pipeline/definition/window-options.ts';
import { explainPlan } from '../../lib/pipeline/explain/explain.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import { aCostedStage } from '../support/definitions/costed-stage.ts';

const Click = schema({ user: string(), page: string(), at: instant() });

type Rows = Pick<WindowOptions, 'rows'>;

const siteOf = (windows: AlignedWindows, options: Rows = {}) =>
  pipeline('site', (p) => {
    p.stream('clicks', Click, { key: 'user', time: 'at' })
      .groupBy('user')
      .window(windows, options)
      .aggregate({ n: count() })
      .view('recent');
  });

/** Rows that are read for monitors, so that windows are kept by a step. */
const watchedOf = (windows: AlignedWindows, options: Rows = {}) =>
  pipeline('site', (p) => {
    p.stream('clicks', Click, { key: 'user', time: 'at' })
      .groupBy('user')
      .window(windows, options)
      .aggregate({ n: count() })
      .monitor({ name: 'many', field: 'n', above: 3 })
      .groupBy('user')
      .view('alerts');
  });

const panesOf = (windows: AlignedWindows, options?: Rows) => {
  const [view] = planOf(siteOf(windows, options)).views;
  return view?.kind === 'window' ? view.panes : null;
};

describe('what a view stores of its windows', () => {
  test.each([
    ['a day every hour', sliding('1d', '1h'), {}, undefined],
    ['a day every minute', sliding('1d', '1m'), {}, tumbling('1m')],
    ['a day every seven minutes', sliding('1d', '7m'), {}, tumbling('1m')],
    ['more panes than a reader combines', sliding('1h', 77_777), {}, undefined],
    ['a day every minute, by rows', sliding('1d', '1m'), { rows: 'windows' }, undefined],
    ['two hours every hour, by panes', sliding('2h', '1h'), { rows: 'panes' }, tumbling('1h')],
    ['hours, by panes', tumbling('1h'), { rows: 'panes' }, undefined],
  ] as const)('is for %s what costs little', (_, windows, options, panes) => {
    expect(panesOf(windows, options)).toEqual(panes);
  });

  test('gives its state a meaning of its own: panes are never resumed as windows', () => {
    const fingerprintOf = (options: Rows) =>
      planOf(siteOf(sliding('2h', '1h'), options)).views[0]?.fingerprint;

    expect(fingerprintOf({ rows: 'windows' })).toBe(fingerprintOf({}));
    expect(fingerprintOf({ rows: 'panes' })).not.toBe(fingerprintOf({}));
  });

  test.each([
    ['1,440 rows (2,880 writes', { rows: 'windows' }],
    ['1 row (2 writes', {}],
  ] as const)('is said with what an event costs: %s', (said, options) => {
    const text = explainPlan(planOf(siteOf(sliding('1d', '1m'), options))).replaceAll(/\s+/g, ' ');

    expect(text).toContain(`an event changes ${said}, with the index by window)`);
    expect(text.includes('readers combine 1,440 panes to a window')).toBe(!('rows' in options));
  });

  test('is what its cost is made of: panes cost what tumbling windows cost', () => {
    const load = { eventsPerSecond: 100, bytesPerEvent: 200, activeKeys: {}, storedGigabytes: 1 };
    const traffic = (windows: AlignedWindows) =>
      trafficOf(planOf(siteOf(windows)), aCostedStage(), load);

    expect(traffic(sliding('1d', '1m'))).toMatchObject({
      lanes: traffic(tumbling('1d')).lanes.map(({ writeUnits, readUnits }) => ({
        ...{ writeUnits, readUnits },
      })),
    });
  });
});

describe('steps that keep many windows for each event', () => {
  test('are refused where they would be deployed, with what to do', () => {
    expect(planOf(watchedOf(sliding('1d', '1h'))).undeployable).toBeNull();
    expect(planOf(watchedOf(sliding('1d', '1m'))).undeployable).toEqual({
      code: 'WINDOW_INVALID',
      fault: {
        at: 'site › alerts › window',
        problem: 'every event would be in many windows, each of which gives a row',
        given: '1,440 windows an event',
        expected: expect.stringContaining('at most 24'),
        fix: expect.stringContaining("rows: 'windows'"),
      },
    });
  });

  test('are taken if their author says so', () => {
    expect(planOf(watchedOf(sliding('1d', '1m'), { rows: 'windows' })).undeployable).toBeNull();
  });

  test('are refused as rows of a view whose panes would be too many', () => {
    const { undeployable } = planOf(siteOf(sliding('1h', 77_777)));

    expect(undeployable?.fault.given).toBe('47 windows an event');
  });
});
