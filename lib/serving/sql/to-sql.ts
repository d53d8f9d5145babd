import type { OutputType } from '../../core/aggregators/output-type.ts';
import type { Condition } from '../../core/expression.ts';
import type { FieldType } from '../../core/field-type.ts';
import { storedWindows } from '../../pipeline/definition/stored-panes.ts';
import { viewId } from '../../pipeline/definition/view-id.ts';
import { SYSTEM_COLUMNS } from '../../pipeline/deployed/lake-columns.ts';
import type { Plan, StreamPlan, ViewPlan, WindowViewPlan } from '../../pipeline/plan/plan.ts';
import type { DialectName } from '../../ports/sql-engine.ts';
import { DIALECTS, type Dialect, quoted } from './dialect.ts';
import { sqlAggregate } from './sql-aggregate.ts';
import { sqlCondition } from './sql-condition.ts';
import { cannot, type Reason, type Said, type SqlField } from './sql-field.ts';
import { type SqlFlow, sqlFlow } from './sql-flow.ts';
import { isKey, isOwnKey } from './sql-key.ts';
import { type Select, windowQuery } from './window-query.ts';

/** Where a view's rows are computed. */
export interface SqlTarget {
  readonly dialect: DialectName;
  /** What stands after `FROM`: a table, or a function that reads files. */
  readonly relation: string;
  /** Whether it computes what is stored, where that is panes; its windows without. */
  readonly asStored?: boolean;
}

/** A column of the answer, under the name that rows show. */
export interface SqlColumn {
  readonly name: string;
  readonly role: 'key' | 'window' | 'aggregate';
  readonly type: OutputType;
  /** Whether its values are the very ones of a row; if not, the last bits may differ. */
  readonly isExact: boolean;
}

/** A query, or every reason why there is none. */
export type SqlAnswer =
  | { readonly ok: true; readonly sql: string; readonly columns: readonly SqlColumn[] }
  | { readonly ok: false; readonly reasons: readonly Reason[] };

/**
 * A query that computes the rows of a view from the lake, sharing nothing with the operators.
 *
 * It counts what a batch run counts: every accepted event, however late, unless it repeats the one
 * before with its partition key and id. What a data condition refuses for any view of the stream it refuses too, such as an empty
 * key; what a function of the author refuses it cannot know. Key columns and aggregates bear the
 * author's names; `windowStart` and `windowEnd` are time stamps in UTC.
 */
export function toSql(
  { plan, view: id }: { readonly plan: Plan; readonly view: string },
  { dialect: dialectName, relation, asStored = false }: SqlTarget,
): SqlAnswer {
  const view = plan.views.find((each) => viewId(each) === id);
  const stream = plan.streams.find((each) => each.name === view?.stream);
  if (view === undefined || stream === undefined) {
    return { ok: false, reasons: [{ at: id, why: 'the plan has no such view' }] };
  }
  if (view.kind !== 'window') {
    const why = 'it needs the events of a key one by one, in the order of their times';
    return { ok: false, reasons: [{ at: id, why }] };
  }
  const dialect = DIALECTS[dialectName];
  const flow = sqlFlow(view, stream, dialect);
  const { selects, reasons } = selectsOf(view, flow, dialect);
  if (reasons.length > 0 || flow.reasons.length > 0) {
    return { ok: false, reasons: [...flow.reasons, ...reasons] };
  }
  const sql = windowQuery(
    {
      relation,
      accepted: acceptedOf({ plan, stream }, dialect),
      id: idOf(stream, flow),
      filters: flow.filters,
      time: dialect.epochMs(flow.own.get(stream.time)?.column ?? quoted(stream.time)),
      windows: asStored ? storedWindows(view) : view.windows,
      selects,
    },
    dialect,
  );
  return { ok: true, sql, columns: columnsOf(view, selects) };
}

function idOf({ id, dedupeWithin: horizon }: StreamPlan, { own }: SqlFlow) {
  const column = id === null ? undefined : own.get(id)?.column;
  return column === undefined ? undefined : { column, horizon };
}

/** Keys and aggregates: what the query reads of each event, and what it makes of that. */
function selectsOf(view: WindowViewPlan, { fields }: SqlFlow, dialect: Dialect) {
  const reasons: Reason[] = [];
  const keys = view.groupBy.map(
    ({ name, type }, i): Select => ({
      name,
      type,
      role: 'key',
      reads: { as: `k${i}`, column: keyColumn(fields.get(name)?.column ?? quoted(name), type) },
      gives: `k${i}`,
      isExact: true,
    }),
  );
  for (const { name, type } of view.groupBy) {
    if (type.kind !== 'json') continue;
    reasons.push({
      at: `${view.name} › ${name}`,
      why: 'engines compare JSON as text; ours by value',
    });
  }
  const aggregates = view.aggregates.map(({ name, spec, output }, i): Select => {
    const whole = spec.field === undefined ? undefined : fields.get(spec.field);
    const filter = spec.where === undefined ? undefined : filterOf(spec.where, fields, dialect);
    if (filter !== undefined && 'cannot' in filter) {
      reasons.push({ at: `${view.name} › ${name} › where`, why: filter.cannot });
    }
    const field = filter === undefined ? whole : onlyWhere(filter, whole);
    const within: SqlField | undefined = field && { column: `a${i}`, type: field.type };
    const { value, isExact } = sqlAggregate(spec, within, dialect);
    if ('cannot' in value) reasons.push({ at: `${view.name} › ${name}`, why: value.cannot });
    return {
      name,
      type: output as OutputType,
      role: 'aggregate',
      reads: field && { as: `a${i}`, column: field.column },
      gives: 'sql' in value ? value.sql : '',
      isExact,
    };
  });
  return { selects: [...keys, ...aggregates], reasons };
}

const filterOf = (where: Condition, fields: SqlFlow['fields'], dialect: Dialect): Said => {
  const field = fields.get(where.field);
  return field === undefined
    ? cannot('its field is not known')
    : sqlCondition(where, field, dialect);
};

/** The field where events count, and NULL, which no aggregate adds, where they do not. */
const onlyWhere = (filter: Said, field: SqlField | undefined): SqlField => ({
  column: `CASE WHEN ${'sql' in filter ? filter.sql : 'FALSE'} THEN ${field?.column ?? '1'} END`,
  type: field?.type ?? { kind: 'int' },
});

/** The column with 0 for −0, which are one key. */
const keyColumn = (column: string, type: FieldType): string =>
  type.kind === 'double' ? `(${column} + CAST('0' AS DOUBLE))` : column;

/** Conditions without which an event is refused by any view of its stream. */
export function acceptedOf(
  { plan, stream }: { readonly plan: Plan; readonly stream: StreamPlan },
  dialect: Dialect,
): string[] {
  const views = plan.views.filter((view) => view.stream === stream.name);
  const ownsRows = views.some((view: ViewPlan) => view.placement.lane === 'source');
  const flows = views
    .filter((view) => view.kind === 'window')
    .map((view) => sqlFlow(view, stream, dialect));
  const key = flows[0]?.own.get(stream.key);
  const own =
    ownsRows && key
      ? [isOwnKey(key, quoted(SYSTEM_COLUMNS.partitionKey)), isKey([key], dialect)]
      : [];
  return [...new Set([...own, ...flows.flatMap(({ accepted }) => accepted)])];
}

function columnsOf({ groupBy }: WindowViewPlan, selects: readonly Select[]): SqlColumn[] {
  const all = selects.map(({ name, role, type, isExact }) => ({ name, role, type, isExact }));
  const windows = ['windowStart', 'windowEnd'].map((name) => ({
    name,
    role: 'window' as const,
    type: { kind: 'instant' as const },
    isExact: true,
  }));
  return [...all.slice(0, groupBy.length), ...windows, ...all.slice(groupBy.length)];
}
