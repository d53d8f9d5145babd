import type { OutputType } from '../../core/aggregators/output-type.ts';
import { formatInstant } from '../../core/instant.ts';
import type { Value } from '../../core/value.ts';
import type { Pipeline, ViewDefinition } from '../../pipeline/definition/definition.ts';
import { viewId } from '../../pipeline/definition/view-id.ts';
import type { RunRecord, RunRow, RunRowKey } from '../../runtime/graph/sink.ts';
import { exactJson, jsonValue } from '../show-value.ts';

/** Lines of JSON for what a run gives; numbers are exact literals. */
export interface ResultJson {
  row(row: RunRow): string;
  retraction(key: RunRowKey): string;
  record(record: RunRecord): string;
}

/** How the results of a pipeline's views are written. */
export function resultJson(pipeline: Pipeline): ResultJson {
  const types = new Map(pipeline.views.map((view) => [viewId(view), typesOf(view)]));
  const exactValue = (view: string, name: string, value: unknown): unknown => {
    const type = types.get(view)?.[name];
    const isUnits = type?.kind === 'decimal' && typeof value === 'number';
    const exact = isUnits ? { units: BigInt(value), scale: type.scale } : (value ?? null);
    return jsonValue(exact as Value, type);
  };
  const quotedNames = new Map<string, string>();
  const quoted = (name: string): string => {
    const text = quotedNames.get(name) ?? JSON.stringify(name);
    quotedNames.set(name, text);
    return text;
  };
  const windowOf = ({ view, key, start, end }: RunRowKey) => ({
    view,
    key,
    windowStart: instantOf(start),
    windowEnd: instantOf(end),
  });
  const named = (view: string, values: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, exactValue(view, name, value)]),
    );

  return {
    row({ view, key, start, end, pane, values }) {
      // put together as text: there may be millions of rows, and no object is needed for each
      let text = `{"view":${quoted(view)},"key":${JSON.stringify(key)}`;
      text += `,"windowStart":${instantText(start)},"windowEnd":${instantText(end)}`;
      if (!('pane' in values)) text += `,"pane":"${pane}"`;
      const typesHere = types.get(view);
      for (const name in values) {
        text += `,${quoted(name)}:${exactJson(values[name] ?? null, typesHere?.[name])}`;
      }
      return `${text}}`;
    },
    retraction: (key) => JSON.stringify({ ...windowOf(key), retracted: true }),
    record: ({ view, key, time, record }) =>
      JSON.stringify({ view, key, time: instantOf(time), ...named(view, record) }),
  };
}

/** Ends of windows without an end are no instants. */
const instantOf = (at: number): string | null => (Number.isFinite(at) ? formatInstant(at) : null);

const instantText = (at: number): string =>
  Number.isFinite(at) ? `"${formatInstant(at)}"` : 'null';

function typesOf(view: ViewDefinition): Readonly<Record<string, OutputType>> {
  if (view.kind === 'window') {
    const entries = Object.entries(view.aggregates);
    return Object.fromEntries(entries.map(([name, { output }]) => [name, output]));
  }
  const entries = Object.entries(view.operator.fields);
  return Object.fromEntries(entries.map(([name, { type }]) => [name, type]));
}
