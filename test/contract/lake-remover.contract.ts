import { describe, expect, test } from '@jest/globals';
import type { Lake, LakeRemover } from '../../lib/ports/lake.ts';

/** What everything that removes objects must do. */
export function lakeRemoverContract(
  name: string,
  create: () => Promise<{ readonly lake: Lake; readonly remover: LakeRemover }>,
): void {
  const bytes = new Uint8Array([1, 2, 3]);
  const names = async (lake: Lake) =>
    (await Array.fromAsync(lake.list(''))).map((listed) => listed.name);

  describe(`${name} keeps the LakeRemover contract`, () => {
    test('removes what is named, and nothing whose name only begins so', async () => {
      const { lake, remover } = await create();
      for (const each of ['a/1', 'a/10', 'a/2']) await lake.createObject(each, bytes, {});

      await remover.remove(['a/1', 'a/2']);

      expect(await names(lake)).toEqual(['a/10']);
      expect(await lake.read('a/1')).toBeUndefined();
      expect(await lake.readMetadata('a/2')).toBeUndefined();
    });

    test('takes a name that is not there for removed', async () => {
      const { lake, remover } = await create();
      await lake.createObject('b', bytes, {});

      await remover.remove(['a', 'b']);
      await remover.remove(['a', 'b']);

      expect(await names(lake)).toEqual([]);
    });
  });
}
