import { answersEvents } from '../../core/windows/event-windows.ts';
import type { Step, ViewDefinition } from '../../pipeline/definition/definition.ts';
import {
  type Flow,
  flowsIn,
  type KeyedFlow,
  type Operator,
  sidesOf,
  type WindowAggregation,
} from '../../pipeline/definition/operator.ts';
import type { Take } from '../../pipeline/definition/source.ts';

/** Who is erased: whoever a field of a stream's events names. */
export interface Subject {
  readonly stream: string;
  readonly field: string;
  /** As the text of a key has it. */
  readonly value: string;
}

/** Which fields of events can hold what names a subject. */
export interface Carriers {
  /** Those that hold it by their name, whatever the steps before are. */
  readonly named: ReadonlySet<string>;
  /** Those that may hold it: behind `map` nobody knows what a field is made of. */
  readonly possible: ReadonlySet<string>;
}

type Named = Pick<Subject, 'stream' | 'field'>;

const NONE: Carriers = { named: new Set(), possible: new Set() };

/** Aggregates that show values of events, and not only numbers made of them. */
const SHOWING = [
  ...[
    'first',
    'last',
    'nth',
    'min',
    'max',
    'mode',
    'percentile',
    'topK',
    'distinct',
    'sumDistinct',
  ],
  ...['topRows', 'collectList', 'collectSet', 'stringAgg', 'custom'],
];

/** The fields of a flow's events, behind all of its steps. */
export const carriersIn = (flow: Flow, subject: Named): Carriers =>
  flowsIn(flow)
    .map((one) => carriersOf(one, subject))
    .reduce(union, NONE);

function carriersOf({ source, after, steps, fields }: Flow, subject: Named): Carriers {
  let { named, possible } = after === null ? ofStream(source.name, subject) : given(after, subject);
  for (const step of steps) ({ named, possible } = behindStep({ named, possible }, step));
  return { named, possible: new Set([...possible].filter((name) => name in fields)) };
}

function behindStep({ named, possible }: Carriers, step: Step): Carriers {
  if (possible.size === 0) return NONE;
  switch (step.kind) {
    case 'map':
    case 'flatMap': {
      const all = new Set(Object.keys(step.fields));
      return { named: new Set([...named].filter((name) => all.has(name))), possible: all };
    }
    case 'compute':
      return { named, possible: new Set([...possible, step.name]) };
    case 'deriveExpression': {
      const reads = step.expression.fields.some((name) => possible.has(name));
      return { named, possible: reads ? new Set([...possible, step.name]) : possible };
    }
    case 'read':
      return possible.has(step.path.of[0])
        ? { named, possible: new Set([...possible, step.name]) }
        : { named, possible };
    case 'flatten':
      return {
        named: new Set([...named].filter((name) => name !== step.field)),
        possible: new Set([...possible].map((name) => (name === step.field ? step.as : name))),
      };
    case 'sets': {
      const always = (name: string): boolean =>
        !step.keys.includes(name) || step.sets.every((set) => set.includes(name));
      return { named: new Set([...named].filter(always)), possible };
    }
    case 'rename':
    case 'drop':
    case 'select':
      return { named: taken(named, step.take), possible: taken(possible, step.take) };
    default:
      return { named, possible };
  }
}

const taken = (names: ReadonlySet<string>, take: Take): Set<string> =>
  new Set(take.flatMap(([as, from]) => (names.has(from) ? [as] : [])));

const ofStream = (stream: string, subject: Named): Carriers =>
  stream === subject.stream ? both([subject.field]) : NONE;

const both = (names: readonly string[]): Carriers => ({
  named: new Set(names),
  possible: new Set(names),
});

/** The fields of an operator's results. */
export function given(operator: Operator, subject: Named): Carriers {
  const inputs = sidesOf(operator).map(({ flow }) => carriersIn(flow, subject));
  const [first = NONE, second = NONE] = inputs;
  switch (operator.kind) {
    case 'join':
    case 'tableJoin':
      if (operator.as === null) return first;
      return union(prefixed(first, operator.as[0]), prefixed(second, operator.as[1]));
    case 'dedupe':
    case 'sorted':
    case 'fill':
    case 'retimed':
    case 'records':
      return first;
    case 'match':
      return union(ofKey(operator.input, first), {
        named: new Set(),
        possible: first.possible.size === 0 ? new Set() : new Set(['events']),
      });
    case 'monitor':
      return ofKey(operator.input, first);
    case 'window': {
      const shown = { named: new Set<string>(), possible: new Set(shownBy(operator, first)) };
      if (answersEvents(operator.windows)) return union(first, shown);
      return union(ofKey(operator.input, first), shown);
    }
  }
}

/** Aggregates that may show the subject. */
const shownBy = ({ aggregates }: WindowAggregation, { possible }: Carriers): string[] =>
  Object.entries(aggregates).flatMap(([name, { spec, field = '', label = '', row = [] }]) =>
    SHOWING.includes(spec.fn) && [field, label, ...row].some((one) => possible.has(one))
      ? [name]
      : [],
  );

const ofKey = ({ groupBy }: KeyedFlow, { named, possible }: Carriers): Carriers => ({
  named: new Set(groupBy.filter((name) => named.has(name))),
  possible: new Set(groupBy.filter((name) => possible.has(name))),
});

const union = (a: Carriers, b: Carriers): Carriers => ({
  named: new Set([...a.named, ...b.named]),
  possible: new Set([...a.possible, ...b.possible]),
});

function prefixed({ named, possible }: Carriers, prefix: string): Carriers {
  const under = (names: ReadonlySet<string>) => [...names].map((name) => `${prefix}_${name}`);
  return { named: new Set(under(named)), possible: new Set(under(possible)) };
}

/** Whether keys of a flow have the subject in them: then all that is under them is about it. */
export const isOwnKey = ({ flow, groupBy }: KeyedFlow, subject: Named): boolean => {
  const { named } = carriersIn(flow, subject);
  return groupBy.some((name) => named.has(name));
};

/** Where a row or a record of a view can show a subject. */
export interface Showing {
  /** Fields of the key, and of records. */
  readonly columns: readonly string[];
  /** Aggregates, by their place among the accumulators. */
  readonly accumulators: readonly number[];
}

/** Where the results of a view can show a subject. */
export function showing({ operator }: ViewDefinition, subject: Named): Showing {
  const { possible } = given(operator, subject);
  const columns = [...possible].filter((name) => name in operator.fields);
  if (operator.kind !== 'window' || answersEvents(operator.windows)) {
    return { columns, accumulators: [] };
  }
  const names = Object.keys(operator.aggregates);
  return { columns, accumulators: names.flatMap((name, i) => (possible.has(name) ? [i] : [])) };
}
