import type { Field } from '../field-type.ts';
import {
  EMIT_FRACTION,
  EMIT_HASH_STRING,
  EMIT_SKIP_NUMBER,
  EMIT_SKIP_STRING,
  EMIT_SKIP_VALUE,
  EMIT_WHOLE,
  emitIsWord,
} from './emit-text.ts';
import type { Seen } from './layout.ts';

/** A declared field in a generated scanner. */
export interface Slot {
  readonly name: string;
  readonly field: Field;
  /** Position in the declaration: the value is in the variable `f<index>`. */
  readonly index: number;
  /** Whether the value is needed, or only its check. */
  readonly wanted: boolean;
}

/** What the variable of a slot holds while its field has not been seen; no value looks like it. */
export const emitAbsent = ({ field }: Slot): string => (isNumber(field) ? 'NaN' : 'undefined');

/** Condition: the field has not been seen, or was null. */
export const emitIsAbsent = (slot: Slot): string =>
  isNumber(slot.field) ? `f${slot.index}!==f${slot.index}` : `f${slot.index}===undefined`;

const isNumber = ({ type: { kind } }: Field): boolean =>
  kind === 'int' || kind === 'double' || kind === 'decimal' || kind === 'instant';

/** Past the value of a key that is not declared. */
export function emitSkip(seen: Seen): string {
  const isString = 'b[p]===34';
  const string = `p++;${EMIT_SKIP_STRING}p++;`;
  if (seen === 'string') return `if(${isString}){${string}}else{${EMIT_SKIP_VALUE}}`;
  if (seen === 'nested') return EMIT_SKIP_VALUE;
  if (seen === 'word') {
    const words = `if(${emitIsWord('true')})p+=4;else if(${emitIsWord('false')})p+=5;`;
    return `${words}else{${EMIT_SKIP_VALUE}}`;
  }
  return `c=b[p];if(c===45||(c>=48&&c<=57)){${EMIT_SKIP_NUMBER}}else{${EMIT_SKIP_VALUE}}`;
}

/** Past the value of a declared field, into its variable; gives up where the type says no. */
export function emitRead(slot: Slot): string {
  const read = emitTyped(slot);
  if (!slot.field.optional) return read;
  const isNull = `b[p]===110`;
  const take = `if(!(${emitIsWord('null')}))return;p+=4;f${slot.index}=${emitAbsent(slot)};`;
  return `if(${isNull}){${take}}else{${read}}`;
}

function emitTyped(slot: Slot): string {
  const { index, wanted } = slot;
  const { type } = slot.field;
  const value = `f${index}`;
  switch (type.kind) {
    case 'string': {
      const open = 'if(b[p]!==34)return;p++;';
      if (!wanted) return `${open}${EMIT_SKIP_STRING}p++;${value}='';`;
      const take = `${value}=plain?text(s,p,h):escaped(s,p,h);`;
      return `${open}s=p;${EMIT_HASH_STRING}${take}p++;`;
    }
    case 'boolean': {
      const no = `if(!(${emitIsWord('false')}))return;${value}=false;p+=5;`;
      return `if(${emitIsWord('true')}){${value}=true;p+=4}else{${no}}`;
    }
    case 'int':
      return `${EMIT_WHOLE}${value}=neg?0-m:m;`; // 0−m: an integer has no negative zero
    case 'double':
      return emitDouble(value);
    case 'decimal':
      return emitDecimal(value, type.scale);
    case 'instant': {
      const text = `p++;s=p;${EMIT_SKIP_STRING}${value}=instantAt(b,s,p);p++;`;
      const number = `${EMIT_WHOLE}${value}=inTime(neg?0-m:m);`;
      return `if(b[p]===34){${text}}else{${number}}if(${value}!==${value})return;`;
    }
    case 'bigint':
    case 'json':
      return `s=p;${EMIT_SKIP_VALUE}if((${value}=other(${index},s,p))===undefined)return;`;
  }
}

/**
 * Up to 15 digits and 15 decimals: both parts are exact doubles, so one division rounds once, and
 * correctly. Anything else is left to `Number`.
 */
const emitDouble = (value: string): string =>
  `q=p;neg=b[p]===45;if(neg)p++;s=p;m=0;while(p<end&&(c=b[p]-48)>=0&&c<=9){m=m*10+c;p++}\
if(p===s||(p-s>1&&b[s]===48))return;${EMIT_FRACTION}\
if(p-s>(f>0?16:15)||(p<end&&(b[p]|32)===101)){\
if((p=skipNumber(b,q,end))<0)return;\
${value}=number(q,p);if(${value}!==${value})return}\
else{if(f>0)m/=POWERS[f];${value}=neg?-m:m}`;

/** Exact: at most 15 digits before and after scaling, so every step stays below 2⁵³. */
const emitDecimal = (value: string, scale: number): string =>
  `quoted=b[p]===34;if(quoted)p++;${EMIT_WHOLE}${EMIT_FRACTION}\
if(f>${scale}||p-s+${scale}-f>15)return;\
m*=POWERS[${scale}-f];${value}=neg?0-m:m;\
if(quoted){if(p>=end||b[p]!==34)return;p++}`;
