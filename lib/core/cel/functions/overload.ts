import type { Overload } from '../typed.ts';
import type { CelType } from '../types.ts';
import * as types from '../types.ts';

const NAMED: Readonly<Record<string, CelType>> = {
  int: types.INT,
  uint: types.UINT,
  double: types.DOUBLE,
  bool: types.BOOL,
  string: types.STRING,
  bytes: types.BYTES,
  timestamp: types.TIMESTAMP,
  duration: types.DURATION,
  decimal: types.ANY_DECIMAL,
  type: types.TYPE,
  dyn: types.DYN,
  list: types.listOf(types.DYN),
  strings: types.listOf(types.STRING),
  map: types.mapOf(types.DYN, types.DYN),
  optional: types.optionalOf(types.DYN),
};

const SIGNATURE = /^(?:(\w+)\.)?([^(]+)\(([^)]*)\) (\w+)$/;

/**
 * An overload by its signature: `string.startsWith(string) bool`, `size(list) int`, `math.least(dyn...) dyn`.
 *
 * What stands before the point is an argument if it is a type, and else part of the name.
 */
export function overload(signature: string, run: (...args: never[]) => unknown): Overload {
  const [, before, name = '', inner = '', result = ''] = SIGNATURE.exec(signature) ?? [];
  const target = before === undefined ? undefined : NAMED[before];
  const written = inner === '' ? [] : inner.split(', ');
  const params = written.map((param) => typeNamed(param.replace('...', '')));
  return {
    name: before !== undefined && target === undefined ? `${before}.${name}` : name,
    params: target === undefined ? params : [target, ...params],
    isMethod: target !== undefined,
    isVariadic: inner.endsWith('...'),
    result: typeNamed(result),
    run,
  };
}

const typeNamed = (name: string): CelType => NAMED[name] ?? types.DYN;
