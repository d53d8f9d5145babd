import { compareTexts } from '../compare-texts.ts';
import { attemptedPair, boxed, type Code, type Compile, mapped, paired } from './code.ts';
import { asDecimal, compareValues, isEqual, unitsAt } from './compare.ts';
import { scaleOf, unitsOf } from './compile-decimal.ts';
import { whole } from './numbers.ts';
import type { Node, Order, Typed } from './typed.ts';
import type { CelType } from './types.ts';
import { type CelDecimal, CelMap, Failure, kindOf, Timestamp, type Value } from './values.ts';

type Of<K extends Node['node']> = Extract<Typed, { node: K }>;

/** `==`, `!=`, the orders, and `in`. */
export function compileComparison(typed: Of<'equal' | 'compare' | 'in'>, compile: Compile): Code {
  if (typed.node === 'in') return compileIn(typed, compile);
  const bare = bareSides(typed, compile);
  if (bare !== undefined) {
    const [a, b] = bare;
    return paired(a, b, typed.node === 'equal' ? EQUAL[`${typed.negated}`] : ORDERED[typed.op]);
  }
  const { left, right, span } = typed;
  const [a, b] = [boxed(left, compile), boxed(right, compile)];
  if (typed.node === 'equal') {
    const { negated } = typed;
    return paired(a, b, (x: Value, y: Value) => isEqual(x, y) !== negated);
  }
  const holds = BY_ORDER[typed.op];
  if (left.type.kind === 'string' && right.type.kind === 'string') {
    return paired(a, b, (x: string, y: string) => holds(compareTexts(x, y)));
  }
  return attemptedPair({ a, b, start: span.start }, (x: Value, y: Value) => {
    const order = compareValues(x, y);
    return order === undefined ? withoutOrder(x, y) : holds(order);
  });
}

const withoutOrder = (x: Value, y: Value): Failure =>
  new Failure(`${kindOf(x)} and ${kindOf(y)} have no order`);

/** Both sides as what JavaScript's own operators compare rightly, if there is such a thing. */
function bareSides(typed: Of<'equal' | 'compare'>, compile: Compile): [Code, Code] | undefined {
  const { left, right } = typed;
  const [a, b] = [left.type, right.type];
  const scales = [scaleOf(a), scaleOf(b)];
  const [x, y] = scales;
  if (x !== undefined && y !== undefined) {
    return unitsOf([left, right], Math.max(x, y), compile) as [Code, Code];
  }
  const isNumber = isBareNumber(a) && isBareNumber(b);
  const isAlike = a.kind === b.kind && (a.kind === 'double' || a.kind === 'bool');
  if (isAlike) return [compile(left), compile(right)];
  if (isNumber && typed.node === 'compare')
    return [asDouble(left, compile), asDouble(right, compile)];
  if (a.kind === 'string' && b.kind === 'string' && typed.node === 'equal') {
    return [compile(left), compile(right)];
  }
  return instants(left, right);
}

/** A whole number as the double nearest to it. */
const asDouble = (part: Typed, compile: Compile): Code =>
  part.type.kind === 'int' ? mapped(compile(part), Number) : compile(part);

const isBareNumber = ({ kind }: CelType): boolean => kind === 'int' || kind === 'double';

/** Fields that are instants beside each other or beside a whole millisecond. */
function instants(left: Typed, right: Typed): [Code, Code] | undefined {
  const [a, b] = [instant(left), instant(right)];
  return a === undefined || b === undefined ? undefined : [a, b];
}

function instant(typed: Typed): Code | undefined {
  if (typed.type.kind !== 'timestamp') return undefined;
  if (typed.node === 'field' && !typed.mayLack) {
    const { name } = typed;
    return { run: (event) => event[name], fails: false };
  }
  if (typed.node !== 'constant' || !(typed.value instanceof Timestamp)) return undefined;
  const { ms, nanos } = typed.value;
  return nanos === 0 ? { run: () => ms, fails: false } : undefined;
}

type Bare = number;

const ORDERED: Readonly<Record<Order, (a: Bare, b: Bare) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const BY_ORDER: Readonly<Record<Order, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

const EQUAL = {
  false: (a: unknown, b: unknown) => a === b,
  true: (a: unknown, b: unknown) => a !== b,
};

function compileIn({ left, right, span }: Of<'in'>, compile: Compile): Code {
  const known = knownElements(left, right);
  if (known !== undefined) {
    const element = compile(left);
    return paired(element, NOTHING, (x: unknown) => known.has(x));
  }
  const [a, b] = [boxed(left, compile), boxed(right, compile)];
  return attemptedPair({ a, b, start: span.start }, (x: Value, within: Value) => {
    if (within instanceof CelMap) return within.has(x);
    if (Array.isArray(within)) return within.some((each) => isEqual(x, each));
    return new Failure(`${kindOf(within)} holds no elements`);
  });
}

const NOTHING: Code = { run: () => undefined, fails: false };

/** Elements of a list of constants, as what a closure of the left side's type gives. */
function knownElements(left: Typed, right: Typed): ReadonlySet<unknown> | undefined {
  if (right.node !== 'list') return undefined;
  const values: Value[] = [];
  for (const { value, optional } of right.entries) {
    if (value.node !== 'constant' || optional) return undefined;
    values.push(value.value);
  }
  const { type } = left;
  if (type.kind === 'string') return new Set(values.filter((each) => typeof each === 'string'));
  const scale = scaleOf(type);
  if (scale === undefined) return undefined;
  const decimals = values.map(asDecimal);
  if (decimals.includes(undefined)) return undefined;
  const held = (decimals as CelDecimal[]).filter((each) => isWithin(each, scale));
  return new Set(
    held.map((each) => whole(each.scale > scale ? dropped(each, scale) : unitsAt(each, scale))),
  );
}

/** Whether a decimal has no digits beyond a scale but zeros. */
const isWithin = ({ units, scale }: CelDecimal, to: number): boolean =>
  scale <= to || units % 10n ** BigInt(scale - to) === 0n;

const dropped = ({ units, scale }: CelDecimal, to: number): bigint =>
  units / 10n ** BigInt(scale - to);
