import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { handWritten } from '../support/hand-written.ts';

/** What somebody writes by hand: lines, `JSON.parse`, a `Map`; prints its rows at the end. */
const { rows, add } = handWritten('user');
const input = createReadStream(process.argv[2] as string);
for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) add(line);
let text = '';
for (const [id, { count, sum, min, max }] of rows) {
  const [key, start] = id.split('|');
  text += `${JSON.stringify({ key, start: Number(start), count, sum, min, max })}\n`;
}
process.stdout.write(text);
