/**
 * Reads the hostile files of some seeds, or one file, in a process of its own, whose memory and time are bounded from outside:
 * `node child.ts <folder> <from> <count>` or `node child.ts <path> <option…>`. Prints one finding a line, then the peak of its memory.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostileFile } from './hostile-file.ts';
import { findingOf, readFile } from './read-file.ts';

async function tell(path: string, options: readonly string[]): Promise<void> {
  const finding = findingOf(await readFile(path, options));
  if (finding !== undefined) process.stdout.write(`${path}: ${finding}\n`);
}

const [kind, path = '', ...rest] = process.argv.slice(2);
if (kind === 'file') await tell(path, rest);
else {
  const [from, count] = rest.map(Number) as [number, number];
  for (let seed = from; seed < from + count; seed++) {
    const { name, bytes, options } = hostileFile(seed);
    const file = join(path, name);
    writeFileSync(file, bytes);
    await tell(file, options);
    rmSync(file);
  }
}
process.stderr.write(`${Math.round(peakOfMemory() / 1_024)}\n`);

/**
 * The most memory that this process has taken, in kilobytes. On Linux `maxRSS` begins with what the process had that
 * made this one; the peak that the kernel counts since then does not.
 */
function peakOfMemory(): number {
  const { maxRSS } = process.resourceUsage();
  if (process.platform !== 'linux') return maxRSS;
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? maxRSS);
}
