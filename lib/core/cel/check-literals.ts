import { typed } from './checking.ts';
import type { Literal, Span } from './tree.ts';
import type { Typed } from './typed.ts';
import type { CelType } from './types.ts';
import * as types from './types.ts';
import { TypeValue, Uint, type Value } from './values.ts';

const TYPE_NAMES = [
  'int',
  'uint',
  'double',
  'bool',
  'string',
  'bytes',
  'list',
  'map',
  'null_type',
  'type',
  'optional_type',
  'decimal',
];

/** A name that means a type, where no field has it. */
export const typeNamed = (name: string, span: Span): Typed | undefined =>
  TYPE_NAMES.includes(name)
    ? typed({ node: 'constant', value: new TypeValue(name), digits: null }, types.TYPE, span)
    : undefined;

/** A value that is written out. */
export function literalOf(literal: Literal, span: Span): Typed {
  const constant = (value: Value, type: CelType, digits: string | null = null): Typed =>
    typed({ node: 'constant', value, digits }, type, span);
  switch (literal.type) {
    case 'null':
      return constant(null, types.NULL);
    case 'bool':
      return constant(literal.value, types.BOOL);
    case 'int':
      return constant(literal.value, types.INT);
    case 'uint':
      return constant(new Uint(literal.value), types.UINT);
    case 'double':
      return constant(Number(literal.digits), types.DOUBLE, literal.digits);
    case 'string':
      return constant(literal.value, types.STRING);
    case 'bytes':
      return constant(literal.value, types.BYTES);
  }
}
