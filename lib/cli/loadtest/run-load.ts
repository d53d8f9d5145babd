import type { ShardSender } from '../../adapters/kinesis/shard-sender.ts';
import { greatest } from '../../core/many.ts';
import type { RowReader } from '../../ports/row-reader.ts';
import {
  type LoadEvent,
  type LoadOracle,
  type LoadShape,
  loadOf,
  loadOracle,
  rowName,
} from './load.ts';
import { histogram, type Latencies, latenciesOf } from './measure.ts';
import { OUT_OF_ORDER_MS, WINDOW_MS } from './pipeline.ts';

/** What a load test works with. */
export interface LoadPorts {
  readonly sender: ShardSender;
  readonly reader: Pick<RowReader, 'rowsOfKey' | 'rowsOfWindow'>;
  /** Says in every shard that event time has come so far. */
  close(at: number): Promise<void>;
  /** How far a view is complete. */
  watermark(view: string): Promise<number>;
  now(): number;
  sleep(ms: number): Promise<unknown>;
  random(): number;
}

/** What a load test found. */
export interface LoadReport {
  readonly sent: number;
  /** Sent a second time with the same id. */
  readonly repeated: number;
  /** Events per second that were sent. */
  readonly rate: number;
  /** From the moment at which an event was due to be sent, until its row could be read. */
  readonly row: Latencies;
  readonly alert: Latencies;
  /** Probes that were never seen. */
  readonly unseen: number;
  readonly rows: number;
  /** Events that rows lack, and that they have too often. */
  readonly lost: number;
  readonly twice: number;
  /** Rows whose sum is wrong. */
  readonly wrong: number;
}

/** Between two looks at what is due and what can be seen. Milliseconds. */
const TICK = 50;

/** Longest that a probe is waited for after the last event. Milliseconds. */
const PATIENCE = 60_000;

/** Views of windows, which are compared in the end. */
const VIEWS = ['by_user', 'totals'] as const;

interface Probe {
  readonly event: LoadEvent;
  readonly dueAt: number;
  readonly rowSeen: () => void;
  readonly alertSeen: () => void;
  needsRow: boolean;
  needsAlert: boolean;
}

/** Sends a load, times its probes, and compares all rows with those that there must be. */
export async function runLoad(
  shape: LoadShape,
  ports: LoadPorts,
  onProgress: (text: string) => void = () => undefined,
): Promise<LoadReport> {
  const { sender, now, sleep } = ports;
  // behind everything that a load before it has closed, or its first events would be late
  const closed = (await Promise.all(VIEWS.map(ports.watermark))).filter(Number.isFinite);
  const earliest = greatest(
    closed.map((at) => at + OUT_OF_ORDER_MS),
    now(),
  );
  const start = Math.ceil(earliest / WINDOW_MS) * WINDOW_MS;
  await sleep(start - now());
  const oracle = loadOracle();
  const [row, alert] = [histogram(), histogram()];
  const probes: Probe[] = [];
  const ids = new Set<string>();
  let repeated = 0;

  function send(event: LoadEvent): void {
    const { id, user, at, cents } = event;
    if (ids.has(id)) repeated++;
    ids.add(id);
    oracle.add(event, start + at);
    // of this load: the ids and probes of one before it are remembered
    const text = JSON.stringify({ id: `${start}-${id}`, user, at: start + at, cents });
    sender.add({ partitionKey: user, data: Buffer.from(text) });
    if (!event.isProbe) return;
    const dueAt = start + event.due;
    const seenIn = (of: typeof row) => () => of.recordValue(Math.max(1, Math.round(now() - dueAt)));
    probes.push({
      ...{ event, dueAt, needsRow: true, needsAlert: true },
      ...{ rowSeen: seenIn(row), alertSeen: seenIn(alert) },
    });
  }

  const watching = watch(probes, start, ports);
  let flushing: Promise<void> = Promise.resolve();
  let isFlushing = false;
  for (const event of loadOf(shape, ports.random)) {
    while (start + event.due > now()) {
      if (!isFlushing && sender.pending() > 0) {
        isFlushing = true;
        flushing = sender.flush().finally(() => {
          isFlushing = false;
        });
      }
      onProgress(`${ids.size} events, ${sender.pending()} on their way`);
      await sleep(Math.max(1, Math.min(TICK, start + event.due - now())));
    }
    send(event);
  }
  await flushing;
  await sender.flush();
  const seconds = (now() - start) / 1_000;
  await watching.stop(now() + PATIENCE);
  const report = {
    ...{ sent: ids.size + repeated, repeated, rate: (ids.size + repeated) / seconds },
    ...{ row: latenciesOf(row), alert: latenciesOf(alert) },
    unseen: probes.filter(({ needsRow, needsAlert }) => needsRow || needsAlert).length,
  };
  const end = start + shape.seconds * 1_000 + 2 * WINDOW_MS;
  await sleep(Math.max(0, end - now())); // no time is believed before it has come
  await ports.close(end);
  for (const view of VIEWS) {
    while ((await ports.watermark(view)) < end - WINDOW_MS) await sleep(500);
  }
  return { ...report, ...(await compared(oracle, ports)) };
}

/** Looks for the rows and alerts of probes until all are seen. */
function watch(probes: readonly Probe[], start: number, { reader, now, sleep }: LoadPorts) {
  let until = Number.POSITIVE_INFINITY;

  async function look(probe: Probe): Promise<void> {
    const { user, at } = probe.event;
    const time = start + at;
    if (probe.needsRow) {
      const from = Math.floor(time / WINDOW_MS) * WINDOW_MS;
      const range = { from, to: from + 1 };
      if ((await reader.rowsOfKey({ view: 'by_user', key: user }, range)).length > 0) {
        probe.needsRow = false;
        probe.rowSeen();
      }
    }
    if (probe.needsAlert) {
      const range = { from: time, to: time + 1 };
      if ((await reader.rowsOfKey({ view: 'alerts', key: user }, range)).length > 0) {
        probe.needsAlert = false;
        probe.alertSeen();
      }
    }
  }

  async function loop(): Promise<void> {
    while (now() < until) {
      const open = probes.filter(({ needsRow, needsAlert }) => needsRow || needsAlert);
      if (open.length === 0 && Number.isFinite(until)) return;
      await Promise.all(open.slice(0, 64).map(look));
      await sleep(TICK);
    }
  }

  const looping = loop();
  return {
    stop(at: number): Promise<void> {
      until = at;
      return looping;
    },
  };
}

/** Every row that there must be, beside the one that is there. */
async function compared({ rows }: LoadOracle, { reader }: LoadPorts) {
  const windows = new Set([...rows.keys()].map((name) => name.split(' ', 2).join(' ')));
  const found = new Map<string, { readonly orders: number; readonly cents: number }>();
  for (const window of windows) {
    const [view = '', start = ''] = window.split(' ');
    for (const { key, values } of await reader.rowsOfWindow({ view, start: Number(start) })) {
      const [orders, cents] = [Number(values['orders']), Number(values['cents'])];
      found.set(rowName(view, key, Number(start)), { orders, cents });
    }
  }
  let [lost, twice, wrong] = [0, 0, 0];
  for (const name of new Set([...rows.keys(), ...found.keys()])) {
    const [must, is] = [rows.get(name), found.get(name)];
    const more = (is?.orders ?? 0) - (must?.orders ?? 0);
    if (more < 0) lost -= more;
    else twice += more;
    if (is?.cents !== must?.cents) wrong++;
  }
  return { rows: rows.size, lost, twice, wrong };
}
