import { isEqual } from '../../../lib/core/cel/compare.ts';
import { compiled } from '../../../lib/core/cel/expression.ts';
import { readDuration, readTimestamp } from '../../../lib/core/cel/time-values.ts';
import * as types from '../../../lib/core/cel/types.ts';
import { CelMap, Failure, TypeValue, Uint, type Value } from '../../../lib/core/cel/values.ts';
import { DefinitionError } from '../../../lib/errors/definition-error.ts';
import type { PublishedTest, WrittenValue } from './published-tests.ts';

/** What became of a test: `undefined` if it passed, else why not. */
export function runPublished(test: PublishedTest): string | undefined {
  const outcome = outcomeOf(test);
  if (test.evalError !== undefined) {
    return outcome instanceof Failure || outcome instanceof DefinitionError
      ? undefined
      : `no error but ${shown(outcome)}`;
  }
  if (outcome instanceof DefinitionError) return outcome.message;
  if (test.checkOnly === true) return undefined;
  if (outcome instanceof Failure) return outcome.reason;
  const wanted = readValue(test.value ?? test.typedResult?.result ?? { boolValue: true });
  const isSame = Number.isNaN(wanted) ? Number.isNaN(outcome) : isSameKind(outcome, wanted);
  return isSame ? undefined : `${shown(outcome)} instead of ${shown(wanted)}`;
}

const isSameKind = (a: Value, b: Value): boolean => typeof a === typeof b && isEqual(a, b);

function outcomeOf({ expr, typeEnv, bindings }: PublishedTest): Value | Failure | DefinitionError {
  const entries = Object.entries(bindings ?? {});
  const bound = Object.fromEntries(entries.map(([name, { value }]) => [name, readValue(value)]));
  const untyped = Object.keys(bound).map((name) => [name, { type: types.DYN, mayLack: false }]);
  const typed = (typeEnv ?? []).flatMap(({ name, ident }) =>
    ident === undefined ? [] : [[name, { type: typeOf(ident.type), mayLack: false }]],
  );
  try {
    const variables = Object.fromEntries([...untyped, ...typed]);
    const { expression } = compiled(expr, variables);
    return expression.evaluate(heldBy(bound, variables));
  } catch (error) {
    if (error instanceof DefinitionError) return error;
    throw error;
  }
}

/** Values as events hold them: whole numbers of a known type are numbers where they can be. */
const heldBy = (
  bound: Readonly<Record<string, Value>>,
  variables: Readonly<Record<string, { readonly type: types.CelType }>>,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(bound).map(([name, value]) => [
      name,
      variables[name]?.type.kind === 'int' && Number.isSafeInteger(Number(value))
        ? Number(value)
        : value,
    ]),
  );

const shown = (value: unknown): string =>
  JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? `${inner}n` : inner)) ??
  String(value);

const PRIMITIVES: Readonly<Record<string, types.CelType>> = {
  BOOL: types.BOOL,
  INT64: types.INT,
  UINT64: types.UINT,
  DOUBLE: types.DOUBLE,
  STRING: types.STRING,
  BYTES: types.BYTES,
};

interface WrittenType {
  readonly messageType?: string;
  readonly primitive?: string;
  readonly wellKnown?: string;
  readonly listType?: { readonly elemType?: WrittenType };
  readonly mapType?: { readonly keyType?: WrittenType; readonly valueType?: WrittenType };
}

function typeOf(written: WrittenType): types.CelType {
  const { primitive, listType, mapType } = written;
  const wellKnown = written.wellKnown ?? written.messageType?.split('.').at(-1)?.toUpperCase();
  if (primitive !== undefined) return PRIMITIVES[primitive] ?? types.DYN;
  if (wellKnown === 'TIMESTAMP') return types.TIMESTAMP;
  if (wellKnown === 'DURATION') return types.DURATION;
  if (listType !== undefined) return types.listOf(typeOf(listType.elemType ?? {}));
  if (mapType === undefined) return types.DYN;
  return types.mapOf(typeOf(mapType.keyType ?? {}), typeOf(mapType.valueType ?? {}));
}

/** The value that a test writes. */
function readValue(written: WrittenValue): Value {
  const [[kind = '', held] = []] = Object.entries(written);
  switch (kind) {
    case 'nullValue':
      return null;
    case 'int64Value':
      return BigInt(held as string);
    case 'uint64Value':
      return new Uint(BigInt(held as string));
    case 'doubleValue':
      return Number(held);
    case 'bytesValue':
      return Uint8Array.from(Buffer.from(held as string, 'base64'));
    case 'listValue':
      return ((held as { values?: WrittenValue[] }).values ?? []).map(readValue);
    case 'mapValue':
      return mapOf((held as { entries?: WrittenEntry[] }).entries ?? []);
    case 'typeValue':
      return new TypeValue(held as string);
    case 'objectValue':
      return objectOf(held as Readonly<Record<string, string>>);
    default:
      return held as Value;
  }
}

interface WrittenEntry {
  readonly key: WrittenValue;
  readonly value: WrittenValue;
}

function mapOf(entries: readonly WrittenEntry[]): CelMap {
  const map = new CelMap();
  for (const { key, value } of entries) map.set(readValue(key), readValue(value));
  return map;
}

function objectOf(held: Readonly<Record<string, string>>): Value {
  const { value = '' } = held;
  const type = held['@type'] ?? '';
  const read = type.endsWith('Timestamp') ? readTimestamp(value) : readDuration(value);
  if (read instanceof Failure) throw new Error(`${type} ${value}`);
  return read;
}
