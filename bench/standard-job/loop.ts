import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** What somebody writes by hand: lines, `JSON.parse`, a `Map`; prints its rows at the end. */
interface Row {
  readonly key: string;
  start: number;
  end: number;
  count: number;
  sum: number;
  min: number;
  max: number;
}

const [, , kind, input = ''] = process.argv;
const MINUTE = 60_000;
const GAP = 30_000;

const minutes = new Map<string, Row>();
const sessions = new Map<string, Row[]>();

function addToMinute(user: string, amount: number, ts: number): void {
  const start = ts - (ts % MINUTE);
  const id = `${user}|${start}`;
  const row = minutes.get(id);
  if (row === undefined) minutes.set(id, rowOf(user, amount, [start, start + MINUTE]));
  else put(row, amount);
}

function addToSession(user: string, amount: number, ts: number): void {
  const of = sessions.get(user) ?? [];
  if (of.length === 0) sessions.set(user, of);
  const row = rowOf(user, amount, [ts, ts + GAP]);
  for (let i = of.length - 1; i >= 0; i--) {
    const other = of[i] as Row;
    if (other.end < row.start) break; // earlier ones have ended before
    if (other.start > row.end) continue;
    row.start = Math.min(row.start, other.start);
    row.end = Math.max(row.end, other.end);
    row.count += other.count;
    row.sum += other.sum;
    row.min = Math.min(row.min, other.min);
    row.max = Math.max(row.max, other.max);
    of.splice(i, 1);
  }
  const at = of.findLastIndex((other) => other.start < row.start) + 1;
  of.splice(at, 0, row);
}

const rowOf = (key: string, amount: number, [start, end]: readonly [number, number]): Row => ({
  ...{ key, start, end, count: 1, sum: amount, min: amount, max: amount },
});

function put(row: Row, amount: number): void {
  row.count++;
  row.sum += amount;
  if (amount < row.min) row.min = amount;
  if (amount > row.max) row.max = amount;
}

const add = kind === 'minutes' ? addToMinute : addToSession;
for await (const line of createInterface({ input: createReadStream(input) })) {
  const { user, amount, ts } = JSON.parse(line);
  add(user, amount, ts);
}
let text = '';
for (const row of kind === 'minutes' ? minutes.values() : [...sessions.values()].flat()) {
  text += `${JSON.stringify(row)}\n`;
}
process.stdout.write(text);
