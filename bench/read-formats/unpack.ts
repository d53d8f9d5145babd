import { createReadStream } from 'node:fs';
import { unpacked } from '../../lib/cli/input/unpack.ts';

/** The decompressor alone: what the file holds, thrown away. */
const [, , path = ''] = process.argv;
let bytes = 0;
for await (const piece of await unpacked(createReadStream(path), path)) bytes += piece.length;
process.stdout.write(`${bytes}\n`);
