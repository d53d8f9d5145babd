import type { Json } from '../../core/aggregators/aggregator.ts';
import { TransientError } from '../../errors/transient-error.ts';
import type { Lake } from '../../ports/lake.ts';
import type { RunFiles } from '../../ports/run-files.ts';

/** What batch runs write down, as objects of JSON beside the lake. */
export function lakeRunFiles(lake: Lake): RunFiles {
  async function read<T extends Json>(name: string): Promise<T | undefined> {
    const bytes = await lake.read(name);
    return bytes === undefined ? undefined : (JSON.parse(Buffer.from(bytes).toString()) as T);
  }
  return {
    read,
    async create(name, content) {
      const creation = await lake.createObject(name, Buffer.from(JSON.stringify(content)), {});
      if (creation === 'created') return content;
      const first = await read<typeof content>(name);
      if (first !== undefined) return first;
      throw new TransientError(`${name} was taken and is gone`);
    },
  };
}
