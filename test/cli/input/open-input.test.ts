import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { openInput } from '../../../lib/cli/input/open-input.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const TEXT = '{"a":1}\n{"a":2}\n';

describe('openInput', () => {
  const folder = temporaryFolder();

  test.each([
    ['plain', 'small.ndjson', Buffer.from(TEXT)],
    ['packed', 'small.ndjson.gz', gzipSync(TEXT)],
  ])('keeps the bytes of a %s file until somebody reads them', async (_, name, bytes) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);

    const input = await openInput(path, undefined);
    await sleep(50); // as long as it takes to find a stream
    const read = Buffer.concat(await input.bytes.toArray());

    expect(read.toString()).toBe(TEXT);
    expect(input.read()).toBe(bytes.length);
  });
});
