import { closeSync, openSync, writeSync } from 'node:fs';
import { seededRandom } from '../../lib/cli/produce/seeded-random.ts';

const USERS = 10_000;
const FIRST_TIME = Date.UTC(2024, 0, 1);
const SPAN_MS = 3_600_000;

/**
 * Events of some 240 bytes over one hour: users by Zipf's law, one event in five up to 2 s behind, a
 * nested part that the job does not need.
 */
export function writeEvents(path: string, count: number): void {
  const random = seededRandom(7);
  const sums = new Float64Array(USERS);
  for (let i = 0, sum = 0; i < USERS; i++) {
    sum += 1 / (i + 1);
    sums[i] = sum;
  }
  const file = openSync(path, 'w');
  for (let from = 0; from < count; from += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, count - from) }, (_, i) =>
      eventOf(from + i, FIRST_TIME + Math.floor(((from + i) / count) * SPAN_MS)),
    );
    writeSync(file, `${lines.join('\n')}\n`);
  }
  closeSync(file);

  function eventOf(n: number, due: number): string {
    const late = random() < 0.2 ? Math.floor(random() * 2_000) : 0;
    const user = `user-${String(ranked(random() * (sums.at(-1) ?? 0))).padStart(5, '0')}`;
    const amount = Math.floor(random() * 100_000) / 100;
    const id = `${n.toString(16).padStart(12, '0')}-${Math.floor(random() * 1e9)}`.padEnd(36, '0');
    const ctx = `{"ip":"10.1.${n & 255}.7","ua":"Mozilla/5.0 (X11; Linux x86_64) Gecko","ref":"https://shop.example/p/${n % 997}"}`;
    const ts = Math.max(FIRST_TIME, due - late);
    return `{"id":"${id}","user":"${user}","type":"page_view","amount":${amount},"ts":${ts},"ctx":${ctx}}`;
  }

  /** The first rank whose sum of weights is not below. */
  function ranked(wanted: number): number {
    let [low, high] = [0, USERS - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
