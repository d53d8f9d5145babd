import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { site } from '../../support/definitions/site.ts';
import { nothing, type RecordingRun, recordingRun } from '../../support/operators/recording-run.ts';
import { runs } from '../../support/property.ts';

const SOURCES = { clicks: ['web', 'app'], users: ['users'] };

const aTime = fc
  .tuple(fc.integer({ min: -2, max: 14 }), fc.constantFrom(0, 0, -1, 1, 4))
  .map(([tens, off]) => tens * 10 + off);

const aUser = fc.constantFrom('ann', 'bob', 'cid');

const aClick = fc.record({
  stream: fc.constant('clicks'),
  source: fc.constantFrom(...SOURCES.clicks),
  event: fc.record({
    id: fc.nat(25).map(String),
    user: aUser,
    page: fc.constantFrom('home', 'cart', 'pay', 'list'),
    at: aTime,
    ms: fc.integer({ min: -100, max: 100 }),
    price: fc.option(fc.integer({ min: -500, max: 500 }), { nil: undefined }),
  }),
});

const aSignUp = fc.record({
  stream: fc.constant('users'),
  source: fc.constant('users'),
  event: fc.record({
    user: aUser,
    at: aTime,
    city: fc.option(fc.constantFrom('rome', 'oslo'), { nil: undefined }),
  }),
});

const aStream = fc.array(fc.oneof({ weight: 4, arbitrary: aClick }, aSignUp), { maxLength: 60 });

/** The same, with so little skew that the times above are ahead. */
const skewed = {
  ...site,
  streams: site.streams.map((stream) => ({ ...stream, maxClockSkew: 5 })),
};

const results = ({ run: _run, ...kept }: RecordingRun): unknown => kept;

describe('a run of everything at once', () => {
  test('L7: stopped and restored anywhere, it gives the same in the same order', () => {
    fc.assert(
      fc.property(aStream, fc.nat(60), fc.boolean(), fc.boolean(), (stream, cut, idles, guards) => {
        const jumps = guards ? 'confirmed' : 'believed';
        const options = { sources: SOURCES, jumps } as const;
        const whole = recordingRun(skewed, options);
        const kept = nothing();
        let part = recordingRun(skewed, options, kept);

        stream.forEach(({ stream: name, event, source }, i) => {
          if (i === cut) {
            const restore = JSON.parse(JSON.stringify(part.run.checkpoint()));
            part = recordingRun(skewed, { ...options, restore }, kept);
          }
          for (const { run } of [whole, part]) {
            run.push(name, event, { source });
            if (idles && i === 20) run.idle('clicks', 'app');
            if (idles && i === 40) run.active('clicks', 'app');
          }
        });
        for (const { run } of [whole, part]) run.end();

        expect(results(part)).toEqual(results(whole));
        expect(part.run.counters).toEqual(whole.run.counters);
      }),
      runs(25),
    );
  });

  test('the JSON text of an event means what the event means', () => {
    const text = (event: object): Uint8Array => {
      const { price, ...rest } = event as { price?: number };
      const written = price === undefined ? rest : { ...rest, price: price / 100 };
      return new TextEncoder().encode(JSON.stringify(written));
    };
    fc.assert(
      fc.property(aStream, (stream) => {
        const [objects, texts] = [recordingRun(site), recordingRun(site)];

        for (const { stream: name, event } of stream) {
          objects.run.push(name, event);
          texts.run.push(name, text(event));
        }
        for (const { run } of [objects, texts]) run.end();

        expect(texts.deadLetters).toEqual([]);
        expect(results(texts)).toEqual(results(objects));
      }),
      runs(25),
    );
  });

  test('holds nothing in the end but the rows of tables', () => {
    fc.assert(
      fc.property(aStream, (stream) => {
        const { run } = recordingRun(site);

        for (const { stream: name, event } of stream) run.push(name, event);
        run.end();

        const held = Object.entries(run.keys()).filter(([, keys]) => keys > 0);
        expect(held.map(([operator]) => operator)).toEqual(
          held.length > 0 ? ['known_clicks~1'] : [],
        );
      }),
      runs(25),
    );
  });
});
