import type { ShardSender } from '../../adapters/kinesis/shard-sender.ts';
import type { EventTime } from '../../core/time.ts';
import type { BadRow, OutgoingEvent } from '../input/events.ts';
import { notBefore, withLines } from '../input/line-set.ts';
import { InputError } from '../input/row.ts';
import { tally } from '../tally.ts';
import type { Terminal } from '../terminal.ts';
import type { FileLines } from './advice.ts';
import { IN_ORDER, shuffleWithin } from './disorder.ts';
import { pacer } from './pace.ts';
import type { Source } from './source.ts';
import { STOPPED, type Timers, waiting } from './waiting.ts';

/** What producing an input is told. */
export interface ProduceOptions {
  /** What happens at a row that is no event. */
  readonly bad: 'stop' | 'skip';
  readonly rate: number | undefined;
  readonly speedup: number | undefined;
  /** Bound of a shuffle in event time, in milliseconds; 0 leaves the order. */
  readonly disorder: number;
  readonly random: () => number;
  readonly timers: Timers;
  /** Set when somebody wants to stop; what was read is still sent. */
  readonly signal: AbortSignal;
}

/** What became of an input. */
export interface Produced {
  /** Rows that were read and meant. */
  readonly read: number;
  readonly events: number;
  readonly bad: number;
  /** The newest event time that was sent; none if nothing was. Milliseconds. */
  readonly newest: EventTime | undefined;
  /** Lines of each file that are not in the stream and were to be, if there are any. */
  readonly rest: readonly FileLines[] | undefined;
  /** What ended it early, unless somebody stopped it. */
  readonly failure: Failure | undefined;
}

/** Where it failed: at the input, which may be mended, or on the way to the stream. */
export interface Failure {
  readonly of: 'row' | 'input' | 'stream';
  readonly error: unknown;
}

/** Most events that wait for a call, and longest that one waits which was read. */
export const FLUSH = { events: 10_000, everyMs: 500 } as const;

export interface Production {
  readonly source: Source;
  readonly sender: ShardSender<OutgoingEvent>;
}

/**
 * Sends files to a stream until they end, one cannot be read on, or somebody stops it.
 *
 * However it ends, what was read before is sent, and `rest` is exactly what is not in the stream:
 * sending these lines afterwards brings every event there once. Only what a call held whose answer
 * was lost may be there all the same.
 *
 * Never waits longer than {@link FLUSH} with what was read, also while the input is quiet.
 */
export async function produce(
  { source, sender }: Production,
  options: ProduceOptions,
  terminal: Terminal,
): Promise<Produced> {
  const { signal, timers } = options;
  const { files, rows } = source;
  const pace = pacer({ ...options, now: timers.now });
  const shuffle = options.disorder > 0 ? shuffleWithin(options.disorder, options.random) : IN_ORDER;
  const wait = waiting({ timers, signal, everyMs: FLUSH.everyMs, onDue });
  const started = timers.now();
  const kinds = tally();
  const lastLines = files.map(() => 0);
  let rowsRead = 0;
  let bad = 0;
  let newest: EventTime | undefined;
  let failure: Failure | undefined;
  let isReading = false;
  let isOver = false;
  /** Events that go next, from `at` on. */
  let ready: readonly OutgoingEvent[] = [];
  let at = 0;

  async function onDue(): Promise<void> {
    // of a pipe nobody knows when anything newer comes
    if (isReading && source.isQuiet) for (const event of shuffle.drain()) add(event);
    await flush();
  }

  async function flush(): Promise<void> {
    try {
      await sender.flush();
    } catch (error) {
      failure = { of: 'stream', error };
      throw error;
    }
    wait.done();
    terminal.progress(progressLine(source, sender, timers.now() - started));
  }

  function add(event: OutgoingEvent): void {
    newest = Math.max(newest ?? event.time, event.time);
    sender.add(event);
  }

  async function sendReady(): Promise<void> {
    while (at < ready.length) {
      const event = ready[at] as OutgoingEvent;
      const ms = isOver || signal.aborted ? 0 : pace(event);
      if (ms > 0) await wait.pause(ms);
      at++;
      add(event);
      if (wait.isDue() || sender.pending() >= FLUSH.events) await flush();
    }
  }

  function refuse({ code, message, line }: BadRow): void {
    bad++;
    if (options.bad === 'stop') failure = { of: 'row', error: new InputError(message) };
    else {
      const first = kinds.add(code, () => message, line);
      if (first !== undefined) terminal.err(first);
    }
  }

  async function read(): Promise<void> {
    for (;;) {
      isReading = true;
      const next = await wait.until(rows.next());
      isReading = false;
      if (next === STOPPED || next.done === true) return;
      const { file, made: event } = next.value;
      const { line } = event;
      rowsRead++;
      const problem = 'data' in event ? sender.problemWith(event) : undefined;
      if (!('data' in event)) refuse(event);
      else if (problem !== undefined) {
        const message = `${files[file]?.name} › ${files[file]?.unit} ${line}: ${problem.reason}`;
        refuse({ code: problem.code, message, line });
      } else {
        ready = shuffle.take(event);
        at = 0;
      }
      if (failure !== undefined) return;
      lastLines[file] = line;
      wait.begin();
      await sendReady();
    }
  }

  try {
    await read();
  } catch (error) {
    failure ??= { of: 'input', error };
  }
  isOver = true;
  if (failure?.of !== 'stream') {
    ready = [ready.slice(at), shuffle.drain()].flat();
    at = 0;
    await sendReady().then(flush).catch(unlessFailed);
  }
  wait.done();
  for (const line of kinds.told(2)) terminal.err(line);
  return { read: rowsRead, events: sender.sent().events, bad, newest, rest: restOf(), failure };

  function unlessFailed(error: unknown): void {
    if (failure?.of !== 'stream') throw error;
  }

  function restOf(): readonly FileLines[] | undefined {
    if (failure === undefined && !signal.aborted) return undefined;
    const unsent: number[][] = files.map(() => []);
    for (const events of [sender.unsent(), ready.slice(at), shuffle.drain()]) {
      for (const { file, line } of events) unsent[file]?.push(line);
    }
    const rest = files.map(({ path, lines }, i) => ({
      path,
      lines: withLines(unsent[i] ?? [], notBefore(lines, (lastLines[i] ?? 0) + 1)),
    }));
    return rest.every(({ lines }) => lines.length === 0) ? undefined : rest;
  }
}

function progressLine(
  source: Source,
  sender: ShardSender<OutgoingEvent>,
  elapsedMs: number,
): string {
  const { events, records, refused } = sender.sent();
  const rate = Math.round((events * 1_000) / Math.max(1, elapsedMs));
  const again = refused > 0 ? `, ${refused} sent again` : '';
  const share = source.share() ?? 0;
  const eta =
    share > 0 && share < 1
      ? `, ${Math.ceil((elapsedMs * (1 - share)) / share / 1_000)} s left`
      : '';
  return `${events} events in ${records} records, ${rate}/s${again}${eta}`;
}
