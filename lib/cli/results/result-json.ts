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
 * The shape that `run` and `query` print: `view`, `key`, `window` or `time`, what is known about the
 * result, and `values`.
 *
 * What the author named is below `values`, so that no name can collide with one of ours. It is put
 * together as text: there may be millions of rows, and no object is needed for each.
 */
export function resultJson(view: ServedView): ResultJson {
  const columns = columnsOf(view).map(({ name, type }) => ({
    ...{ name, type },
    member: `${JSON.stringify(name)}:`,
  }));
  const beginning = `{"view":${JSON.stringify(view.id)},"key":`;
  const isOfWindows = view.time === null;

  const identity = ({ key, start, end }: Omit<Result, 'values'>): string => {
    const text = `${beginning}${JSON.stringify(key)},`;
    return isOfWindows
      ? `${text}"window":{"start":${instantText(start)},"end":${instantText(end)}}`
      : `${text}"time":${instantText(start)}`;
  };

  return {
    line(result, about) {
      let text = identity(result);
      for (const name in about) {
        if (about[name] !== undefined) text += `,"${name}":${JSON.stringify(about[name])}`;
      }
      text += ',"values":{';
      for (let i = 0; i < columns.length; i++) {
        const { name, type, member } = columns[i] as (typeof columns)[number];
        text += `${i === 0 ? '' : ','}${member}${exactJson(result.values[name] ?? null, type)}`;
      }
      return `${text}}}`;
    },
    retraction: (result) => `${identity(result)},"retracted":true}`,
  };
}

/** Each column once: a join may show the field that it is keyed by. */
export const columnsOf = ({ keys, results }: ServedView): ServedView['keys'] => [
  ...new Map([...keys, ...results].map((column) => [column.name, column])).values(),
];

/** Ends of windows without an end are no instants. */
const instantText = (at: EventTime): string =>
  Number.isFinite(at) ? `"${formatInstant(at)}"` : 'null';
