import { type Case, Unsupported } from './case.ts';

type Names = readonly string[];

/** What specifications may say, by kind and by part; what only people read is never refused. */
const TIME: Names = ['watermark', 'sources', 'allowedLatenessMs'];
const STEP: Names = ['event', 'watermark', 'source', 'idle', 'active', 'checkpointRestore'];
const AGGREGATE: Names = [
  ...['fn', 'field', 'n', 'i', 'nulls', 'order', 'cap', 'separator'],
  ...['p', 'exact', 'method', 'of', 'x', 'y', 'where', 'by', 'fields', 'rank'],
];
const FOR_PEOPLE: Names = ['description', 'note', 'notes', 'comment', 'title', 'name'];

const KNOWN: Readonly<
  Record<string, { readonly spec: Names; readonly parts: Readonly<Record<string, Names>> }>
> = {
  windowAggregate: {
    spec: ['window', 'emit', 'accumulation', 'aggregates'],
    parts: {
      window: [
        'type',
        'sizeMs',
        'slideMs',
        'stepMs',
        'offsetMs',
        'gapMs',
        'gapField',
        'touching',
        'unit',
        'timeZone',
      ],
      aggregates: AGGREGATE,
    },
  },
  intervalJoin: {
    spec: ['join'],
    parts: {
      join: ['type', 'lowerMs', 'upperMs', 'lowerInclusive', 'upperInclusive', 'allowedLatenessMs'],
    },
  },
  streamTableJoin: { spec: ['join'], parts: { join: ['mode', 'type', 'graceMs'] } },
  pattern: {
    spec: ['pattern', 'skip', 'skipTo', 'withinMs', 'withinType'],
    parts: {
      pattern: [
        'name',
        'contiguity',
        'where',
        'until',
        'times',
        'inner',
        'optional',
        'greedy',
        'group',
        'gapMs',
      ],
    },
  },
};

/** Values that options may have, where there are few. */
const VALUES: Readonly<Record<string, Names>> = {
  emit: ['onTimeAndLate', 'final', 'onClose'],
  accumulation: ['accumulating', 'discarding'],
  touching: ['merge', 'split', 'any'],
  policy: ['explicit', 'none', 'boundedOutOfOrderness'],
  mode: ['arrival', 'eventTime'],
  withinType: ['firstToLast', 'previousToCurrent'],
  nulls: ['keep', 'drop'],
  order: ['time', 'arrival'],
  rank: ['row', 'withTies', 'dense'],
  method: ['continuous', 'discrete'],
};

type Part = Readonly<Record<string, unknown>>;

/**
 * Refuses a specification that says what nothing here reads: else it would be passed over in silence.
 *
 * @throws {@link Unsupported}
 */
export function checkOptions({ kind, spec, steps }: Case): void {
  const known = KNOWN[kind];
  if (known === undefined) return;
  for (const step of steps) check(step as Part, STEP, 'a step');
  check(spec as Part, [...known.spec, ...TIME], 'spec');
  check(((spec as Part)['watermark'] ?? {}) as Part, ['policy', 'maxDelayMs'], 'watermark');
  for (const [name, names] of Object.entries(known.parts)) {
    const part = (spec as Part)[name];
    const isOne = name === 'window' || name === 'join';
    const all = isOne ? [part] : Object.values((part ?? {}) as Part);
    for (const one of all) check((one ?? {}) as Part, names, name);
  }
}

function check(part: Part, known: Names, at: string): void {
  for (const [name, value] of Object.entries(part)) {
    const isKnown = known.includes(name) || FOR_PEOPLE.includes(name);
    if (!isKnown) throw new Unsupported(`the option "${name}" in ${at}`);
    const values = VALUES[name];
    if (values !== undefined && !values.includes(String(value))) {
      throw new Unsupported(`${name} "${String(value)}" in ${at}`);
    }
  }
}
