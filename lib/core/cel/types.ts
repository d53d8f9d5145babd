/** Kinds of values of which nothing more is known. */
export type PlainKind =
  | 'int'
  | 'uint'
  | 'double'
  | 'bool'
  | 'string'
  | 'bytes'
  | 'null'
  | 'timestamp'
  | 'duration'
  | 'type'
  /** Any value; what it is turns out when it is looked at. */
  | 'dyn'
  /** No value at all: what an empty list holds. */
  | 'none';

/** What an expression gives. */
export type CelType =
  | { readonly kind: PlainKind }
  /** Exact decimals with `scale` digits after the point; `null`: with any. */
  | { readonly kind: 'decimal'; readonly scale: number | null }
  | { readonly kind: 'list'; readonly of: CelType }
  | { readonly kind: 'map'; readonly key: CelType; readonly value: CelType }
  | { readonly kind: 'optional'; readonly of: CelType }
  /** An event; nothing but its fields can be asked of it. */
  | { readonly kind: 'record'; readonly fields: Readonly<Record<string, Variable>> };

/** What an expression may name. */
export interface Variable {
  /** Its type. */
  readonly type: CelType;
  /** Whether an event may lack it. */
  readonly mayLack: boolean;
}

const plain = (kind: PlainKind): CelType => ({ kind });

export const INT = plain('int');
export const UINT = plain('uint');
export const DOUBLE = plain('double');
export const BOOL = plain('bool');
export const STRING = plain('string');
export const BYTES = plain('bytes');
export const NULL = plain('null');
export const TIMESTAMP = plain('timestamp');
export const DURATION = plain('duration');
export const TYPE = plain('type');
export const DYN = plain('dyn');
export const NONE = plain('none');
export const ANY_DECIMAL: CelType = { kind: 'decimal', scale: null };
export const listOf = (of: CelType): CelType => ({ kind: 'list', of });
export const mapOf = (key: CelType, value: CelType): CelType => ({ kind: 'map', key, value });
export const optionalOf = (of: CelType): CelType => ({ kind: 'optional', of });

/** Text of a type for people: `list(string)`. */
export function typeText(type: CelType): string {
  switch (type.kind) {
    case 'decimal':
      return type.scale === null ? 'decimal' : `decimal(${type.scale})`;
    case 'list':
      return `list(${typeText(type.of)})`;
    case 'map':
      return `map(${typeText(type.key)}, ${typeText(type.value)})`;
    case 'optional':
      return `optional(${typeText(type.of)})`;
    case 'dyn':
      return 'json';
    case 'record':
      return 'an event';
    case 'none':
      return 'nothing';
    default:
      return type.kind;
  }
}

/** Whether every value of one type is one of the other; values that may be anything may be that, too. */
export function fits(type: CelType, wanted: CelType): boolean {
  if (isOpen(type) || isOpen(wanted)) return true;
  if (type.kind !== wanted.kind) return false;
  if (type.kind === 'list' && wanted.kind === 'list') return fits(type.of, wanted.of);
  if (type.kind === 'optional' && wanted.kind === 'optional') return fits(type.of, wanted.of);
  if (type.kind === 'map' && wanted.kind === 'map') {
    return fits(type.key, wanted.key) && fits(type.value, wanted.value);
  }
  if (type.kind === 'decimal' && wanted.kind === 'decimal') {
    return wanted.scale === null || type.scale === wanted.scale;
  }
  return true;
}

const isOpen = ({ kind }: CelType): boolean => kind === 'dyn' || kind === 'none';

/** The closest type that holds the values of both; `dyn` if nothing closer does. */
export function joined(a: CelType, b: CelType): CelType {
  if (a.kind === 'none') return b;
  if (b.kind === 'none') return a;
  if (a.kind === 'list' && b.kind === 'list') return listOf(joined(a.of, b.of));
  if (a.kind === 'optional' && b.kind === 'optional') return optionalOf(joined(a.of, b.of));
  if (a.kind === 'map' && b.kind === 'map') {
    return mapOf(joined(a.key, b.key), joined(a.value, b.value));
  }
  if (a.kind === 'decimal' && b.kind === 'decimal') {
    return a.scale === b.scale ? a : ANY_DECIMAL;
  }
  return a.kind === b.kind ? a : DYN;
}
