import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runMillrace } from '../support/cli/millrace-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();

test('a definition imports millrace from a checkout in which nothing is built', async () => {
  const path = join(folder, 'pipeline.ts');
  writeFileSync(
    path,
    `import { count, instant, pipeline, schema, string, tumbling } from 'millrace';
     import { testPipeline } from 'millrace/testing';
     import { QueryError } from 'millrace/client';
     if (typeof testPipeline !== 'function' || typeof QueryError !== 'function') throw new Error('gone');
     const Click = schema({ user: string(), at: instant() });
     export const clicks = pipeline('clicks', (p) => {
       p.stream('clicks', Click, { key: 'user', time: 'at' })
         .groupBy('user').window(tumbling('1h')).aggregate({ n: count() }).view('hourly');
     });`,
  );

  const { status, out, err } = await runMillrace(
    ['run', path, '--input', 'clicks=-'],
    '{"user":"ann","at":1772000000000}\n',
  );

  expect([status, err]).toEqual([0, expect.stringContaining('1 counted')]);
  expect(JSON.parse(out)).toMatchObject({ view: 'hourly', key: 'ann', n: 1 });
});
