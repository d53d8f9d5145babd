import { compileConditionOn } from '../../core/cel/expression.ts';
import { compileValueOn } from '../../core/cel/field-value.ts';
import { productField } from '../../core/expression.ts';
import type { Fields } from '../../core/field-type.ts';
import { own } from '../../core/own.ts';
import type { Take } from '../../pipeline/definition/source.ts';
import { lakeColumn } from '../../pipeline/deployed/lake-columns.ts';
import type { FieldPlan, StreamPlan, WindowViewPlan } from '../../pipeline/plan/plan.ts';
import type { StepPlan } from '../../pipeline/plan/step-plan.ts';
import { type Dialect, quoted } from './dialect.ts';
import { sqlCondition } from './sql-condition.ts';
import { sqlExpression } from './sql-expression.ts';
import type { Reason, SqlField } from './sql-field.ts';
import { sqlHeld } from './sql-held.ts';
import { isKey } from './sql-key.ts';
import { sqlProduct } from './sql-product.ts';

/** What a view's steps do to the events of its stream. */
export interface SqlFlow {
  readonly fields: ReadonlyMap<string, SqlField>;
  /** Fields of the stream's own events. */
  readonly own: ReadonlyMap<string, SqlField>;
  /** Conditions that an event fulfils to be counted. */
  readonly filters: readonly string[];
  /** Conditions without which an event is refused as a whole, for every view of its stream. */
  readonly accepted: readonly string[];
  /** Empty if SQL can say all of it; if not, the rest describes the steps before. */
  readonly reasons: readonly Reason[];
}

/** The steps of a view in SQL, over columns of the lake. */
export function sqlFlow(view: WindowViewPlan, stream: StreamPlan, dialect: Dialect): SqlFlow {
  const base = new Map(stream.fields.map((field) => [field.name, baseField(field)]));
  const fields = new Map(base);
  const filters: string[] = [];
  const accepted: string[] = [];
  for (const step of view.steps) {
    const why = addStep(step, { fields, filters, accepted }, dialect);
    if (why === undefined) continue;
    return {
      fields,
      own: base,
      filters,
      accepted,
      reasons: [{ at: `${view.name} › ${step.kind}`, why }],
    };
  }
  const keys = view.groupBy.flatMap(({ name, optional }): SqlField[] => {
    const field = fields.get(name);
    return field === undefined ? [] : [{ ...field, optional }];
  });
  if (keys.length > 0) {
    accepted.push(whenever(filters, isKey(keys, dialect)));
  }
  return { fields, own: base, filters, accepted, reasons: [] };
}

const baseField = ({ name, type, optional }: FieldPlan): SqlField => ({
  column: quoted(lakeColumn(name)),
  ...{ type, optional },
});

interface Building {
  readonly fields: Map<string, SqlField>;
  readonly filters: string[];
  readonly accepted: string[];
}

/** @returns Why SQL cannot say the step, if it cannot. */
function addStep(step: StepPlan, building: Building, dialect: Dialect): string | undefined {
  const { fields, filters, accepted } = building;
  if (step.kind === 'filter') {
    const field = fields.get(step.condition.field);
    if (field === undefined) return `there is no field ${step.condition.field}`;
    const condition = sqlCondition(step.condition, field, dialect);
    if ('cannot' in condition) return condition.cannot;
    filters.push(condition.sql);
    return undefined;
  }
  const take = takeOf(step, fields);
  if (take !== undefined) {
    const before = new Map(fields);
    fields.clear();
    for (const [as, from] of take) {
      const field = before.get(from);
      if (field !== undefined) fields.set(as, field);
    }
    return undefined;
  }
  if (step.kind === 'read') return 'engines read other values from within JSON than events have';
  if (step.kind === 'flatten') return 'a list is taken apart, which engines do each in their way';
  if (step.kind === 'sets') return 'each event is in several groups';
  if (step.kind === 'filterExpression') return addCondition(step.text, building, dialect);
  if (step.kind === 'deriveExpression') return addField(step, building, dialect);
  if (step.kind !== 'derive') return 'a function of the author is not SQL';
  const factors = step.expression.of.flatMap((name) => fields.get(name) ?? []);
  const { type } = productField(typesOf(fields), step.expression);
  const scale = type.kind === 'decimal' ? type.scale : 0;
  const { value, holds } = sqlProduct(step.expression, factors, scale);
  if ('cannot' in value) return value.cannot;
  accepted.push(whenever(filters, holds));
  const optional = factors.some((factor) => factor.optional !== false);
  fields.set(step.name, { column: value.sql, type, optional });
  return undefined;
}

/** A condition that has no value refuses its event as a whole. */
function addCondition(text: string, building: Building, dialect: Dialect): string | undefined {
  const { fields, filters, accepted } = building;
  const { typed } = compileConditionOn(text, typesOf(fields));
  const condition = sqlExpression(typed, { fields, dialect });
  if ('cannot' in condition) return condition.cannot;
  if (typed.type.kind !== 'bool') return 'what is found in JSON has another type for each event';
  accepted.push(whenever(filters, `(${condition.sql} IS NOT NULL)`));
  filters.push(condition.sql);
  return undefined;
}

type FieldStep = Extract<StepPlan, { kind: 'deriveExpression' }>;

/** A field that has no value, or one that events cannot hold, refuses its event, too. */
function addField(
  { name, text, type, optional }: FieldStep,
  { fields, filters, accepted }: Building,
  dialect: Dialect,
): string | undefined {
  const { typed } = compileValueOn(text, typesOf(fields), { type, optional });
  if (typed.type.kind === 'optional') return 'SQL does not tell what is missing from what fails';
  const value = sqlExpression(typed, { fields, dialect });
  if ('cannot' in value) return value.cannot;
  const held = sqlHeld(value.sql, type);
  if (held === undefined) return `engines have no ${type.kind} as events have it`;
  accepted.push(whenever(filters, `coalesce(${held.isHeld}, FALSE)`));
  fields.set(name, { column: held.column, type, optional: false });
  return undefined;
}

/** The fields that a step leaves, with their names before; `undefined` if it is another step. */
function takeOf(step: StepPlan, fields: ReadonlyMap<string, SqlField>): Take | undefined {
  const all = [...fields.keys()];
  if (step.kind === 'rename') return all.map((name) => [own(step.names, name) ?? name, name]);
  if (step.kind === 'select') return step.names.map((name) => [name, name]);
  if (step.kind !== 'drop') return undefined;
  return all.flatMap((name): Take => (step.names.includes(name) ? [] : [[name, name]]));
}

const typesOf = (fields: ReadonlyMap<string, SqlField>): Fields =>
  Object.fromEntries(
    [...fields].map(([name, { type, optional = true }]) => [name, { type, optional }]),
  );

/** The condition, asked only of events that get so far. */
const whenever = (filters: readonly string[], condition: string): string =>
  filters.length === 0 ? condition : `(NOT (${filters.join(' AND ')}) OR ${condition})`;
