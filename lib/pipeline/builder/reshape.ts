import { compileValueOn } from '../../core/cel/field-value.ts';
import type { Expr } from '../../core/cel/tree.ts';
import { fieldOf } from '../../core/expression.ts';
import { type Field, type Fields, json, optional, typeName } from '../../core/field-type.ts';
import { checkPath, type Path } from '../../core/path.ts';
import { checkFieldName } from '../../core/schema/field-name.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import type { Event, Flow, Step } from '../definition/definition.ts';
import { freeName } from '../definition/names.ts';
import type { FlattenOptions } from '../definition/options.ts';
import type { Take } from '../definition/source.ts';
import { computeOf } from './author-functions.ts';

type With = Pick<Flow, 'steps' | 'fields' | 'time'>;

/** A flow, each of those that it is made of with one more step. */
export function behind(flow: Flow, step: Step, then: Partial<With> = {}): Flow {
  const add = (one: Flow): Flow => ({ ...one, ...then, steps: [...one.steps, step] });
  return { ...add(flow), ...(flow.also === undefined ? {} : { also: flow.also.map(add) }) };
}

/** A flow whose events have one more field. */
export function withField(flow: Flow, name: string, step: Step, field: Field): Flow {
  checkFieldName(name, 'name');
  freeName(name, Object.keys(flow.fields), 'name');
  return behind(flow, step, { fields: { ...flow.fields, [name]: field } });
}

/** A flow whose events have one more field, from within a field of JSON. */
export function withPath(flow: Flow, name: string, path: Path): Flow {
  checkPath(flow.fields, path, fieldOf(flow.fields, path.of[0], 'path'));
  return withField(flow, name, { kind: 'read', name, path }, path.field);
}

/** A flow whose events have one more field, which an expression makes of the others. */
export function withExpression(
  flow: Flow,
  name: string,
  { source, field }: { readonly source: string | Expr; readonly field: Field | undefined },
): Flow {
  const expression = compileValueOn(source, flow.fields, field);
  const step: Step = { kind: 'deriveExpression', name, expression };
  return withField(flow, name, step, expression.field);
}

/** A flow whose events have one more field, which a function makes of the others. */
export function withComputed(
  flow: Flow,
  name: string,
  { field, compute }: { readonly field: Field; readonly compute: (event: Event) => unknown },
): Flow {
  const made = computeOf(flow.fields, { name, field }, compute);
  return withField(flow, name, { kind: 'compute', name, field, compute: made }, field);
}

/** A flow whose fields have other names. */
export function renamed(flow: Flow, names: Readonly<Record<string, string>>): Flow {
  const given = Object.entries(names);
  if (given.length === 0) throw nothingNamed('rename');
  for (const [from, as] of given) {
    fieldOf(flow.fields, from, 'rename');
    checkFieldName(as, `rename › ${from}`);
  }
  const stay = Object.keys(flow.fields).filter((name) => !Object.hasOwn(names, name));
  for (const [from, as] of given) {
    const others = given.filter(([other]) => other !== from).map(([, other]) => other);
    freeName(as, [...stay, ...others], `rename › ${from}`);
  }
  const take: Take = Object.keys(flow.fields).map((from) => [
    Object.hasOwn(names, from) ? (names[from] ?? from) : from,
    from,
  ]);
  return taking(flow, { kind: 'rename', names: { ...names }, take });
}

/** A flow whose events lack some fields. */
export function without(flow: Flow, names: readonly string[]): Flow {
  if (names.length === 0) throw nothingNamed('drop');
  for (const name of names) fieldOf(flow.fields, name, 'drop');
  const take = Object.keys(flow.fields).flatMap(
    (name): Take => (names.includes(name) ? [] : [[name, name]]),
  );
  return taking(flow, { kind: 'drop', names: [...new Set(names)], take });
}

/** A flow whose events have some fields only, in this order. */
export function only(flow: Flow, names: readonly string[]): Flow {
  if (names.length === 0) throw nothingNamed('select');
  const all = [...new Set(names)];
  for (const name of all) fieldOf(flow.fields, name, 'select');
  return taking(flow, { kind: 'select', names: all, take: all.map((name) => [name, name]) });
}

function taking(flow: Flow, step: Extract<Step, { take: Take }>): Flow {
  const time = step.take.find(([, from]) => from === flow.time)?.[0];
  if (time === undefined) {
    throw new DefinitionError('STEP_INVALID', {
      at: `${step.kind} › ${flow.time}`,
      problem: 'an event could not go on without its time',
      given: `${step.kind}, which leaves ${flow.time} out`,
      expected: 'the field with the event time',
      fix: `keep ${flow.time}; rename it if it should be called otherwise`,
    });
  }
  const fields = step.take.map(([as, from]) => [as, flow.fields[from]] as const);
  return behind(flow, step, { time, fields: Object.fromEntries(fields) as Fields });
}

/** A flow with an event for each element of a list. */
export function flattened(flow: Flow, field: string, options: FlattenOptions): Flow {
  const { of = json(), as = field, keepEmpty = false } = options;
  const list = fieldOf(flow.fields, field, 'flatten');
  if (list.type.kind !== 'json') {
    throw new DefinitionError('STEP_INVALID', {
      at: `flatten › ${field}`,
      problem: 'holds no list',
      given: typeName(list.type),
      expected: 'a json field',
      fix: `declare "${field}" as json()`,
    });
  }
  if (as !== field) {
    checkFieldName(as, 'flatten › as');
    freeName(as, Object.keys(flow.fields), 'flatten › as');
  }
  const element = keepEmpty ? optional(of) : of;
  const fields: Fields = Object.fromEntries(
    Object.entries(flow.fields).map(([name, other]) =>
      name === field ? [as, element] : [name, other],
    ),
  );
  return behind(flow, { kind: 'flatten', field, as, element: of, keepEmpty, fields }, { fields });
}

const nothingNamed = (step: string): DefinitionError =>
  new DefinitionError('STEP_INVALID', {
    at: step,
    problem: 'names no field',
    given: 'nothing',
    expected: 'one field at least',
    fix: 'name a field, or leave the step out',
  });
