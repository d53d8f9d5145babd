import { DefinitionError } from '../../errors/definition-error.ts';
import type { Fields, FieldType } from '../field-type.ts';
import type { Bound } from './bound.ts';
import { oneOf, wholeNumber } from './check-parameter.ts';
import { AGGREGATE_DEFAULTS, AGGREGATE_LIMITS } from './defaults.ts';
import { ANY, COMPARABLE } from './known-field.ts';
import type { OutputType } from './output-type.ts';
import type { NamedSpec, SortBy } from './spec.ts';
import { type Column, topRows } from './top-rows.ts';

type RowsSpec = Extract<NamedSpec, { readonly fn: 'topRows' }>;

type TypeOf = (field: string, kinds: readonly FieldType['kind'][]) => FieldType;

/**
 * Binds the aggregate of whole rows.
 *
 * @throws {@link DefinitionError} `AGGREGATE_INVALID`, and what `typeOf` throws
 */
export function bindRows(spec: RowsSpec, fields: Fields, typeOf: TypeOf, at: string): Bound {
  const { n, rank = AGGREGATE_DEFAULTS.rank } = spec;
  wholeNumber(n, { at: `${at} › n`, from: 1, to: AGGREGATE_LIMITS.rows });
  oneOf(rank, ['row', 'withTies', 'dense'], `${at} › rank`);
  const cap = capOf(spec, at);
  const by = listOf<SortBy>(spec.by, `${at} › by`, (each) => each?.field).map(
    ({ field, order, nulls = AGGREGATE_DEFAULTS.nullsOf }) => {
      oneOf(order, ['asc', 'desc'], `${at} › by › ${field} › order`);
      oneOf(nulls, ['first', 'last'], `${at} › by › ${field} › nulls`);
      return { field, order, nulls };
    },
  );
  const sorting = by.map((each) => ({ ...each, type: typeOf(each.field, COMPARABLE) }));
  const names = spec.fields ?? Object.keys(fields);
  const shown = listOf(names, `${at} › fields`, (name) => name).map((name): Column => {
    return { name, type: typeOf(name, ANY) };
  });
  checkNames(shown, `${at} › fields`);
  const row = Object.fromEntries(shown.map(({ name, type }) => [name, type]));
  const output: OutputType = {
    kind: 'list',
    of: { kind: 'struct', fields: { rank: { kind: 'int' }, ...row } },
  };
  const filled = { ...spec, by, fields: names, rank, ...(rank === 'row' ? {} : { cap }) };
  return {
    ...{ spec: filled, output, needsTime: true, needsOrder: true },
    aggregator: topRows({ n, rank, cap, by: sorting, shown }),
    row: [...new Set([...by.map(({ field }) => field), ...names])],
  };
}

function capOf({ n, rank, cap }: RowsSpec, at: string): number {
  if (rank !== undefined && rank !== 'row') {
    const given = cap ?? Math.max(n, AGGREGATE_DEFAULTS.rowsCap);
    wholeNumber(given, { at: `${at} › cap`, from: n, to: AGGREGATE_LIMITS.rows });
    return given;
  }
  if (cap === undefined) return n;
  throw new DefinitionError('AGGREGATE_INVALID', {
    at: `${at} › cap`,
    problem: 'no two rows share a rank, so there are never more than n',
    given: String(cap),
    expected: 'none',
    fix: "leave it out, or rank rows 'withTies' or 'dense'",
  });
}

/** @throws {@link DefinitionError} `AGGREGATE_INVALID` unless it is a list that names fields, once each. */
function listOf<T>(
  given: readonly T[],
  at: string,
  nameOf: (each: T) => string | undefined,
): readonly T[] {
  const names = Array.isArray(given) ? given.map(nameOf) : [];
  const areNames = names.length > 0 && names.every((name) => typeof name === 'string');
  if (areNames && new Set(names).size === names.length) return given;
  throw new DefinitionError('AGGREGATE_INVALID', {
    at,
    problem: 'does not name one field or more, each once',
    given: Array.isArray(given) ? `[${names.map(String).join(', ')}]` : typeof given,
    expected: at.endsWith('by') ? "[{ field: 'amount', order: 'desc' }]" : "['customer', 'amount']",
    fix: 'name those that you need',
  });
}

/** A row has its rank under a name of its own, and must not look like a decimal. */
function checkNames(shown: readonly Column[], at: string): void {
  const refuse = (name: string, problem: string): never => {
    throw new DefinitionError('AGGREGATE_INVALID', {
      at,
      problem,
      given: `"${name}"`,
      expected: 'fields with other names',
      fix: 'rename it before, or list the fields without it',
    });
  };
  const of = new Map(shown.map(({ name, type }) => [name, type.kind]));
  if (of.has('rank')) refuse('rank', 'is what rows have their rank under');
  if (of.has('scale') && of.get('units') === 'bigint') {
    refuse('units', 'a row with these fields cannot be told from a decimal');
  }
}
