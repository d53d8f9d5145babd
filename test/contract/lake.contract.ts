import { describe, expect, test } from '@jest/globals';
import type { Lake } from '../../lib/ports/lake.ts';

/** What every lake must do. An adapter's test is this call and nothing that repeats it. */
export function lakeContract(name: string, create: () => Promise<Lake>): void {
  describe(`${name} keeps the Lake contract`, () => {
    test('has nothing under a name that was never created', async () => {
      const lake = await create();

      expect(await lake.readMetadata('a')).toBeUndefined();
      expect(await lake.read('a')).toBeUndefined();
      expect(await names(lake, '')).toEqual([]);
    });

    test('gives back what was created, to the last byte', async () => {
      const lake = await create();
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);

      const creation = await lake.createObject('a/b', bytes, { to: '7', 'max-arrival': 'x' });

      expect(creation).toBe('created');
      expect(await lake.read('a/b')).toEqual(bytes);
      expect(await lake.readMetadata('a/b')).toEqual({ to: '7', 'max-arrival': 'x' });
    });

    test('keeps an object that has no bytes', async () => {
      const lake = await create();

      await lake.createObject('empty', new Uint8Array(), { kind: 'run' });

      expect(await lake.read('empty')).toEqual(new Uint8Array());
      expect(await lake.readMetadata('empty')).toEqual({ kind: 'run' });
    });

    test('never changes an object, and says what the first one said', async () => {
      const lake = await create();
      await lake.createObject('a', text('first'), { by: 'first' });

      const again = await lake.createObject('a', text('second'), { by: 'second' });

      expect(again).toEqual({ taken: { by: 'first' } });
      expect(await lake.read('a')).toEqual(text('first'));
      expect(await lake.readMetadata('a')).toEqual({ by: 'first' });
    });

    test('takes the repetition of one creation for somebody else’s', async () => {
      const lake = await create();
      const once = () => lake.createObject('a', text('same'), { by: 'me' });
      await once();

      expect(await once()).toEqual({ taken: { by: 'me' } });
    });

    test('lets exactly one of many racing creations win, and tells the others of it', async () => {
      const lake = await create();
      const racers = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

      const answers = await Promise.all(
        racers.map((by) => lake.createObject('raced', text(by), { by })),
      );

      const winner = racers[answers.indexOf('created')];
      expect(answers.filter((answer) => answer === 'created')).toHaveLength(1);
      expect(answers.filter((answer) => answer !== 'created')).toEqual(
        Array.from({ length: racers.length - 1 }, () => ({ taken: { by: winner } })),
      );
      expect(await lake.read('raced')).toEqual(text(winner ?? ''));
    });

    test('is not changed by whoever reuses the bytes that they gave or got', async () => {
      const lake = await create();
      const given = text('kept');
      await lake.createObject('a', given, {});

      given.fill(0);
      (await lake.read('a'))?.fill(0);

      expect(await lake.read('a')).toEqual(text('kept'));
    });

    test('reads a range: from its start, up to but not including its end', async () => {
      const lake = await create();
      await lake.createObject('a', text('0123456789'), {});

      expect(await lake.read('a', { start: 0, end: 3 })).toEqual(text('012'));
      expect(await lake.read('a', { start: 9, end: 10 })).toEqual(text('9'));
      expect(await lake.read('b', { start: 0, end: 1 })).toBeUndefined();
    });

    test('lists names below a prefix in the order of their bytes, with their sizes', async () => {
      const lake = await create();
      for (const name of ['p/b', 'p/a', 'q/a', 'p/a/z', 'p/é', 'p/Z']) {
        await lake.createObject(name, text(name), {});
      }

      expect(await names(lake, 'p/')).toEqual(['p/Z', 'p/a', 'p/a/z', 'p/b', 'p/é']);
      expect((await Array.fromAsync(lake.list('q/')))[0]).toEqual({ name: 'q/a', size: 3 });
    });

    test('lists only what comes after a name, and no more than was asked for', async () => {
      const lake = await create();
      for (const name of ['p/1', 'p/2', 'p/3', 'p/4']) await lake.createObject(name, text(''), {});

      expect(await names(lake, 'p/', { after: 'p/2' })).toEqual(['p/3', 'p/4']);
      expect(await names(lake, 'p/', { limit: 2 })).toEqual(['p/1', 'p/2']);
      expect(await names(lake, 'p/', { after: 'p/1', limit: 1 })).toEqual(['p/2']);
      expect(await names(lake, 'p/', { after: 'p/4' })).toEqual([]);
    });

    test('lists more names than one answer of S3 holds', async () => {
      const lake = await create();
      const all = Array.from({ length: 1_050 }, (_, i) => `many/${String(i).padStart(4, '0')}`);
      for (let i = 0; i < all.length; i += 50) {
        await Promise.all(
          all.slice(i, i + 50).map((name) => lake.createObject(name, text(''), {})),
        );
      }

      expect(await names(lake, 'many/')).toEqual(all);
      expect(await names(lake, 'many/', { limit: 1_020 })).toEqual(all.slice(0, 1_020));
    });
  });
}

const text = (of: string): Uint8Array => new TextEncoder().encode(of);

const names = async (lake: Lake, ...asked: Parameters<Lake['list']>): Promise<string[]> =>
  (await Array.fromAsync(lake.list(...asked))).map(({ name }) => name);
