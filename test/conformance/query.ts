import type { Field } from '../../lib/core/field-type.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import type { Stream } from '../../lib/pipeline/definition/stream.ts';
import { startRun } from '../../lib/runtime/run/start-run.ts';
import { type Case, Unsupported, type Verdict } from './case.ts';
import { difference } from './compare.ts';
import { type AnyEvent, bytesOf, inferSchema, partitionKey } from './infer-schema.ts';
import { NEXMARK } from './queries/index.ts';
import type { Query } from './queries/query-context.ts';
import { wordsOf } from './queries/words.ts';
import { shownAs } from './query-rows.ts';

type Streams = Readonly<Record<string, readonly AnyEvent[]>>;

export interface QueryCase extends Omit<Case, 'expected'> {
  readonly definition: string;
  readonly streams: Streams;
  readonly expected: { readonly rows: readonly AnyEvent[] };
}

/** Runs a query of several stages, known by its Nexmark number, and compares its rows. */
export function runQuery(one: QueryCase): Verdict {
  const number = Number(/\bq(?:uery)?[-_ ]?(\d+)/i.exec(`${one.id} ${one.title}`)?.[1]);
  const query = NEXMARK.get(number);
  if (query === undefined)
    throw new Unsupported(`a query that is defined in words: ${one.definition}`);
  const records: AnyEvent[] = [];
  const problems: string[] = [];
  const defined = definitionOf(query, one);
  const run = startRun(defined.pipeline, {
    sink: {
      record: ({ record }) => void records.push(record),
      deadLetter: ({ message }) => void problems.push(message),
    },
  });
  for (const { stream, event } of inTimeOrder(one.streams, defined.streams)) {
    run.push(stream, bytesOf(event));
  }
  run.end();
  const { rows } = one.expected;
  return [...problems, ...difference('rows', { expected: rows, got: shownAs(rows, records) })];
}

function inTimeOrder(streams: Streams, used: ReadonlySet<string>) {
  return Object.entries(streams)
    .filter(([stream]) => used.has(stream))
    .flatMap(([stream, events]) => events.map((event) => ({ stream, event })))
    .toSorted((a, b) => Number(a.event['ts']) - Number(b.event['ts']));
}

function definitionOf(query: Query, { definition, streams }: QueryCase) {
  const used = new Map<string, Stream<AnyEvent>>();
  const schemaOf = (name: string) => inferSchema(streams[name] ?? []);
  const defined = pipeline('conformance', (p) => {
    const declare = (name: string): Stream<AnyEvent> => {
      const Event = schemaOf(name);
      const options = { key: partitionKey(Event), time: 'ts', watermarks: 'explicit' } as const;
      return p.stream(name, Event, options);
    };
    const rows = query({
      words: wordsOf(definition),
      stream(...names) {
        const name = names.find((each) => each in streams) ?? names[0] ?? '';
        const known = used.get(name) ?? declare(name);
        used.set(name, known);
        return known;
      },
      field: (stream, name): Field => {
        const found = schemaOf(stream).fields[name];
        if (found === undefined) throw new Unsupported(`events of "${stream}" without "${name}"`);
        return found;
      },
    });
    rows.groupAll().view('rows');
  });
  return { pipeline: defined, streams: new Set(used.keys()) };
}
