import type { ShardSender } from '../../adapters/kinesis/shard-sender.ts';
import type { EventTime } from '../../core/time.ts';
import type { SourceStream } from '../../pipeline/definition.ts';
import type { Terminal } from '../terminal.ts';
import { disordered } from './disorder.ts';
import { type BadRow, eventMaker, type OutgoingEvent } from './events.ts';
import type { Input } from './lines.ts';
import { pacer } from './pace.ts';
import { InputError, rowsOf } from './rows.ts';

/** What producing an input is told. */
export interface ProduceOptions {
  readonly assumeUtc: boolean;
  /** First line to send, from 1; the ones before it are read over. */
  readonly fromLine: number;
  /** What happens at a row that is no event. */
  readonly bad: 'stop' | 'skip';
  readonly rate: number | undefined;
  readonly speedup: number | undefined;
  /** Bound of a shuffle in event time, in milliseconds; 0 leaves the order. */
  readonly disorder: number;
  readonly random: () => number;
  readonly now: () => number;
  /** Set when somebody wants to stop; what is under way is still sent. */
  readonly signal: AbortSignal;
}

/** What became of an input. */
export interface Produced {
  readonly events: number;
  readonly bad: number;
  /** The newest event time that was sent; none if nothing was. Milliseconds. */
  readonly newest: EventTime | undefined;
  /** Line to go on from, if not all of the input was sent. */
  readonly resumeAt: number | undefined;
}

/** Events that may wait for the next call, and how long. */
const FLUSH = { events: 10_000, everyMs: 500 } as const;

/**
 * Sends an input to a stream until it ends or somebody stops it.
 *
 * Whenever it returns, all lines before `resumeAt` are durable in the stream, and none after it.
 *
 * @throws {@link InputError} where the input cannot be read on, or at a bad row under `stop`; then
 *   too, everything before that line is durable.
 */
export async function produce(
  {
    stream,
    input,
    sender,
  }: {
    readonly stream: SourceStream;
    readonly input: Input;
    readonly sender: ShardSender;
  },
  options: ProduceOptions,
  terminal: Terminal,
): Promise<Produced> {
  const { signal, now } = options;
  const make = eventMaker(stream, { input: baseName(input.name), assumeUtc: options.assumeUtc });
  const wait = pacer(options);
  const started = now();
  let bad = 0;
  let lastLine = options.fromLine - 1;
  let newest: EventTime | undefined;
  let failure: InputError | undefined;

  async function* events(): AsyncGenerator<OutgoingEvent> {
    try {
      for await (const row of rowsOf(input, needed(stream))) {
        if (signal.aborted) return;
        if (row.line >= options.fromLine) {
          const made = make(row);
          if ('data' in made) yield made;
          else refuse(made);
        }
        lastLine = row.line;
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      failure = error; // what was read before is still sent
    }
  }

  function refuse(row: BadRow): void {
    bad++;
    if (options.bad === 'stop') {
      throw new InputError(
        `${row.message}; correct it, then go on with --from-line ${row.line}, or pass over such rows with --bad skip`,
      );
    }
    terminal.err(row.message);
  }

  let flushedAt = started;
  const flush = async (): Promise<void> => {
    await sender.flush();
    flushedAt = now();
    terminal.progress(progressLine(input, sender, now() - started));
  };
  const all =
    options.disorder > 0 ? disordered(events(), options.disorder, options.random) : events();
  for await (const event of all) {
    if (!signal.aborted) await wait(event);
    newest = Math.max(newest ?? event.time, event.time);
    const problem = sender.add(event);
    if (problem !== undefined)
      refuse({ line: event.line, message: `${input.name} › line ${event.line}: ${problem}` });
    if (sender.pending() >= FLUSH.events || now() - flushedAt >= FLUSH.everyMs) await flush();
  }
  await flush();
  if (failure !== undefined) throw failure;
  return {
    events: sender.sent().events,
    bad,
    newest,
    resumeAt: signal.aborted ? lastLine + 1 : undefined,
  };
}

/** Fields that a row must have a column for; an id is made up where there is none. */
const needed = ({ schema, id }: SourceStream) =>
  Object.fromEntries(Object.entries(schema.fields).filter(([name]) => name !== id));

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function progressLine(input: Input, sender: ShardSender, elapsedMs: number): string {
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
