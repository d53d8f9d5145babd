import type { ShardSender } from '../../adapters/kinesis/shard-sender.ts';
import type { EventTime } from '../../core/time.ts';
import type { SourceStream } from '../../pipeline/definition/definition.ts';
import { columnsFor } from '../input/columns.ts';
import { type BadRow, eventMaker, type OutgoingEvent } from '../input/events.ts';
import type { Reading } from '../input/input-options.ts';
import type { Input } from '../input/open-input.ts';
import { InputError } from '../input/row.ts';
import { rowsOf } from '../input/rows.ts';
import { tally } from '../tally.ts';
import type { Terminal } from '../terminal.ts';
import { IN_ORDER, shuffleWithin } from './disorder.ts';
import { hasLine, type LineSet, notBefore, withLines } from './line-set.ts';
import { pacer } from './pace.ts';
import { STOPPED, type Timers, waiting } from './waiting.ts';

/** What producing an input is told. */
export interface ProduceOptions {
  readonly reading: Reading;
  /** What events without an id are named by; see `EventOptions.idsFrom`. */
  readonly idsFrom: string | undefined;
  /** Most bytes of a row. */
  readonly maxRecordBytes: number;
  /** Lines to send; others are read over. */
  readonly lines: LineSet;
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
  /** Lines that are not in the stream and were to be, if there are any. */
  readonly rest: LineSet | undefined;
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
  readonly stream: SourceStream;
  readonly input: Input;
  readonly sender: ShardSender<OutgoingEvent>;
}

/**
 * Sends an input to a stream until it ends, cannot be read on, or somebody stops it.
 *
 * However it ends, what was read before is sent, and `rest` is exactly what is not in the stream:
 * sending these lines afterwards brings every event there once. Only what a call held whose answer
 * was lost may be there all the same.
 *
 * Never waits longer than {@link FLUSH} with what was read, also while the input is quiet.
 */
export async function produce(
  { stream, input, sender }: Production,
  options: ProduceOptions,
  terminal: Terminal,
): Promise<Produced> {
  const { signal, timers, lines } = options;
  const { reading, idsFrom } = options;
  const make = eventMaker(stream, {
    ...{ input: baseName(input.name), unit: input.unit, idsFrom, times: reading.times },
  });
  const pace = pacer({ ...options, now: timers.now });
  const shuffle = options.disorder > 0 ? shuffleWithin(options.disorder, options.random) : IN_ORDER;
  const wait = waiting({ timers, signal, everyMs: FLUSH.everyMs, onDue });
  const started = timers.now();
  const kinds = tally();
  let lastLine = 0;
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
    // of standard input nobody knows when anything newer comes
    if (isReading && input.size === undefined) for (const event of shuffle.drain()) add(event);
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
    terminal.progress(progressLine(input, sender, timers.now() - started));
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
    const rows = rowsOf(input, {
      ...{ ...columnsFor(stream), dialect: reading.dialect },
      maxBytes: options.maxRecordBytes,
    });
    const last = lines.at(-1)?.to ?? 0;
    for (;;) {
      isReading = true;
      const next = await wait.until(rows.next());
      isReading = false;
      if (next === STOPPED || next.done === true || next.value.line > last) return;
      const { line } = next.value;
      if (!hasLine(lines, line)) continue;
      rowsRead++;
      const event = make(next.value);
      const problem = 'data' in event ? sender.problemWith(event) : undefined;
      if (!('data' in event)) refuse(event);
      else if (problem !== undefined) {
        const message = `${baseName(input.name)} › ${input.unit ?? 'line'} ${line}: ${problem.reason}`;
        refuse({ code: problem.code, message, line });
      } else {
        ready = shuffle.take(event);
        at = 0;
      }
      if (failure !== undefined) return;
      lastLine = line;
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

  function restOf(): LineSet | undefined {
    if (failure === undefined && !signal.aborted) return undefined;
    const events = [sender.unsent(), ready.slice(at), shuffle.drain()].flat();
    const rest = withLines(
      events.map(({ line }) => line),
      notBefore(lines, lastLine + 1),
    );
    return rest.length === 0 ? undefined : rest;
  }
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function progressLine(input: Input, sender: ShardSender<OutgoingEvent>, elapsedMs: number): string {
  const { events, records, refused } = sender.sent();
  const rate = Math.round((events * 1_000) / Math.max(1, elapsedMs));
  const again = refused > 0 ? `, ${refused} sent again` : '';
  const { size } = input;
  const share = size === undefined ? 0 : input.read() / size;
  const eta =
    share > 0 && share < 1
      ? `, ${Math.ceil((elapsedMs * (1 - share)) / share / 1_000)} s left`
      : '';
  return `${events} events in ${records} records, ${rate}/s${again}${eta}`;
}
