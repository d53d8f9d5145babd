import { describe, expect, test } from '@jest/globals';
import { count, sum } from '../../../lib/core/aggregators/authoring.ts';
import { instant, int, optional, string } from '../../../lib/core/field-type.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { session } from '../../../lib/core/windows/window-kinds.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import { startRun } from '../../../lib/runtime/run/start-run.ts';
import { recordingRun } from '../../support/operators/recording-run.ts';

const Click = schema({
  id: string(),
  user: string(),
  at: instant(),
  n: int(),
  gap: optional(int()),
});

const click = (at: number, user = 'ann', id = `${user}-${at}`) => ({ id, user, at, n: 1 });

const bytes = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

const perUser = (window = tumbling(10), version = 1) =>
  pipeline('site', (p) => {
    p.stream('clicks', Click, { key: 'user', time: 'at', maxOutOfOrderness: 0 })
      .groupBy('user')
      .window(window)
      .aggregate({ n: sum('n') })
      .view('clicks_per_user', { version });
  });

describe('a run', () => {
  test('gives what happens at one moment in the order of the keys', () => {
    const { run, rows } = recordingRun(perUser());

    for (const user of ['b', 'a', 'ä', 'B']) run.push('clicks', click(1, user));
    run.end();

    expect(rows.map(({ key }) => key)).toEqual(['B', 'a', 'b', 'ä']);
  });

  test('takes the JSON text of events as well', () => {
    const { run, rows } = recordingRun(perUser());

    run.push('clicks', bytes(click(1)));
    run.stream('clicks').pushBytes(bytes(`  ${JSON.stringify(click(2))}  `), 1);
    run.end();

    expect(rows.map(({ values }) => values['n'])).toEqual([2]);
  });

  test('sets aside what it cannot read, with the bytes, and goes on', () => {
    const { run, rows, deadLetters } = recordingRun(perUser());

    run.push('clicks', bytes('{"user":'));
    run.push('clicks', bytes({ ...click(1), n: 'many' }));
    run.push('clicks', bytes(click(2)));
    run.end();

    expect(deadLetters.map(({ at, code }) => [at, code])).toEqual([
      ['clicks', 'JSON_SYNTAX'],
      ['clicks', 'FIELD_TYPE'],
    ]);
    expect(deadLetters[0]?.given).toEqual(bytes('{"user":'));
    expect(rows).toHaveLength(1);
  });

  test('counts an event in all views or in none', () => {
    const two = pipeline('two', (p) => {
      const clicks = p.stream('clicks', Click, { key: 'user', time: 'at' });
      clicks.groupBy('user').window(tumbling(10)).aggregate({ n: count() }).view('fine');
      clicks
        .map(Click, (event) => {
          if (event.n < 0) throw new Error('less than nothing');
          return event;
        })
        .groupBy('user')
        .window(tumbling(10))
        .aggregate({ n: count() })
        .view('picky');
    });
    const { run, rows, deadLetters } = recordingRun(two);

    run.push('clicks', { ...click(1), n: -1 });
    run.push('clicks', click(2));
    run.end();

    expect(deadLetters).toMatchObject([
      { code: 'STEP_FAILED', message: expect.stringContaining('less than nothing') },
    ]);
    expect(rows.map(({ view, values }) => [view, values['n']])).toEqual([
      ['fine', 1],
      ['picky', 1],
    ]);
  });

  test('sets aside an event whose gap is none', () => {
    const own = pipeline('own', (p) => {
      p.stream('clicks', Click, { key: 'user', time: 'at' })
        .groupBy('user')
        .window(session(10, { gapField: 'gap' }))
        .aggregate({ n: count() })
        .view('sessions');
    });
    const { run, rows, deadLetters } = recordingRun(own);

    for (const gap of [0, -5, undefined, 3]) run.push('clicks', { ...click(1), gap });
    run.end();

    expect(deadLetters.map(({ code }) => code)).toEqual(['STEP_FAILED', 'STEP_FAILED']);
    expect(rows).toMatchObject([{ start: 1, end: 11, values: { n: 2 } }]);
  });

  test('counts an id once within the horizon of when it came, and does not let the repetition move time', () => {
    const once = pipeline('once', (p) => {
      p.stream('clicks', Click, {
        ...{ key: 'user', time: 'at', id: 'id', dedupeWithin: 50, maxOutOfOrderness: 0 },
      })
        .groupBy('user')
        .window(tumbling(10))
        .aggregate({ n: count() })
        .view('v');
    });
    const { run, rows } = recordingRun(once);

    run.push('clicks', click(1, 'ann', 'x'));
    run.push('clicks', click(40, 'ann', 'x'));
    run.push('clicks', click(5, 'ann', 'y'));
    run.push('clicks', click(91, 'ann', 'z'));
    run.push('clicks', click(91, 'ann', 'x'));
    run.end();

    expect(run.counters).toMatchObject({ events: 5, accepted: 4, duplicates: 1, late: 0 });
    expect(rows.map(({ start, values }) => [start, values['n']])).toEqual([
      [0, 2],
      [90, 2],
    ]);
  });

  test('accounts for every event', () => {
    const { run } = recordingRun(perUser());

    for (const at of [1, 50, 2, 60, 3]) run.push('clicks', click(at));
    run.push('clicks', bytes('no'));
    run.end();

    expect(run.counters).toMatchObject({
      events: 6,
      accepted: 5,
      deadLetters: 1,
      late: 2,
      rows: 3,
    });
  });

  test('holds no more keys than have open windows', () => {
    const { run } = recordingRun(perUser());

    const most = Math.max(
      ...Array.from({ length: 5_000 }, (_, at) => {
        run.push('clicks', click(at, `user-${at}`));
        return run.keys()['clicks_per_user'] ?? 0;
      }),
    );

    expect(most).toBe(10);
  });

  test('says which streams and sources there are when it is given another', () => {
    const { run } = recordingRun(perUser());

    expect(() => run.push('klicks', click(1))).toThrow('got "klicks", expected one of clicks');
    expect(() => run.watermark('clicks', 5, 'mobile')).toThrow('got "mobile", expected one of');
  });
});

describe('a checkpoint', () => {
  test('is JSON, and lets another run go on as if nothing had happened', () => {
    const whole = recordingRun(perUser());
    const { run: first, ...kept } = recordingRun(perUser());
    for (const each of [whole.run, first]) each.push('clicks', click(1));

    const restore = JSON.parse(JSON.stringify(first.checkpoint()));
    const second = recordingRun(perUser(), { restore }, kept);
    for (const each of [whole.run, second.run]) {
      for (const at of [2, 12]) each.push('clicks', click(at));
      each.end();
    }

    expect(second.rows).toEqual(whole.rows);
    expect(second.run.counters).toEqual(whole.run.counters);
  });

  test('L7: is not taken up by another definition', () => {
    const checkpoint = startRun(perUser()).checkpoint();

    const others = [perUser(tumbling(20)), perUser(tumbling(10), 2)];

    for (const other of others) {
      expect(() => startRun(other, { restore: checkpoint })).toThrow('CHECKPOINT_FOREIGN');
    }
  });
});
