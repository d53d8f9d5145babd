import { formatInstant } from '../../core/instant.ts';
import type { EventTime } from '../../core/time.ts';
import type { Value } from '../../core/value.ts';
import type { ServedView } from '../../serving/served-view.ts';
import { exactJson } from '../show-value.ts';

/** What a row or a record says, wherever it comes from. */
export interface Result {
  readonly key: string;
  /** Of a record, its time. */
  readonly start: EventTime;
  /** Exclusive; of a record, nothing. */
  readonly end: EventTime;
  /** By column: the grouping fields and the results. */
  readonly values: Readonly<Record<string, Value>>;
}

/** Writes the results of one view as lines of JSON; numbers are exact literals. */
export interface ResultJson {
  /**
   * @param about - What else is known of the result, by names of ours; what is `undefined` is left out.
   */
  line(result: Result, about?: Readonly<Record<string, unknown>>): string;
  /** The line of a row that is gone. */
  retraction(result: Omit<Result, 'values'>): string;
}

/**
 * The shape that `run` and `query` print: `view`, `key`, `windowStart` and `windowEnd` or `time`, what is
 * known about the result, and then the columns under the author's names.
 *
 * Where the author has a column of a name of ours, `row` stands before ours ({@link ownTitle}). The line is
 * put together as text: there may be millions of rows, and no object is needed for each.
 */
export function resultJson(view: ServedView): ResultJson {
  const isOfWindows = view.time === null;
  const columns = columnsOf(view)
    .filter(({ name }) => name !== 'time' || view.time !== 'time') // it is ours already
    .map(({ name, type }) => ({ ...{ name, type }, member: `,${JSON.stringify(name)}:` }));
  const beginning = `{"view":${JSON.stringify(view.id)},"key":`;
  const memberOf = (name: string): string => `,${JSON.stringify(ownTitle(view, name))}:`;
  const time = view.time === 'time' ? ',"time":' : memberOf('time');
  const retracted = `${memberOf('retracted')}true}`;
  const known = new Map<string, string>();
  const knownMember = (name: string): string => {
    const member = known.get(name) ?? memberOf(name);
    known.set(name, member);
    return member;
  };

  const identity = ({ key, start, end }: Omit<Result, 'values'>): string => {
    const text = `${beginning}${JSON.stringify(key)}`;
    return isOfWindows
      ? `${text},"windowStart":${instantText(start)},"windowEnd":${instantText(end)}`
      : `${text}${time}${instantText(start)}`;
  };

  return {
    line(result, about) {
      let text = identity(result);
      for (const name in about) {
        if (about[name] !== undefined) text += knownMember(name) + JSON.stringify(about[name]);
      }
      for (let i = 0; i < columns.length; i++) {
        const { name, type, member } = columns[i] as (typeof columns)[number];
        text += member + exactJson(result.values[name] ?? null, type);
      }
      return `${text}}`;
    },
    retraction: (result) => identity(result) + retracted,
  };
}

/** Each column once: a join may show the field that it is keyed by. */
export const columnsOf = ({ keys, results }: ServedView): ServedView['keys'] => [
  ...new Map([...keys, ...results].map((column) => [column.name, column])).values(),
];

/** Ends of windows without an end are no instants. */
const instantText = (at: EventTime): string =>
  Number.isFinite(at) ? `"${formatInstant(at)}"` : 'null';

/** A name of ours, such as `status`; `rowStatus` where the author's rows have a status of their own. */
export const ownTitle = (view: ServedView, title: string): string =>
  columnsOf(view).some(({ name }) => name === title)
    ? `row${title.slice(0, 1).toUpperCase()}${title.slice(1)}`
    : title;
