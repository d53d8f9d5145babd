/**
 * Source text of the parts of a generated scanner.
 *
 * Variables of the generated function: `b` the bytes, `v` a view on all of them, `p` the position,
 * `end`, `lim` = `end − 4` the last position where four bytes can be read at once, `c` a byte, `s`
 * the start of a value, `h` a hash, `m` and `w` scratch. `return` without a value gives up, and
 * leaves the event to the careful decoder. Nothing of the input is ever part of the source, except
 * as numbers.
 */

const word = (bytes: string, at: number): number =>
  bytes.charCodeAt(at) |
  (bytes.charCodeAt(at + 1) << 8) |
  (bytes.charCodeAt(at + 2) << 16) |
  (bytes.charCodeAt(at + 3) << 24);

/** Condition: these bytes (one per character) are at `p + offset`. The caller checks the length. */
export function emitEquals(bytes: string, offset: number): string {
  const tests: string[] = [];
  const at = (i: number): string => (offset + i === 0 ? 'p' : `p+${offset + i}`);
  let i = 0;
  for (; i + 4 <= bytes.length; i += 4) {
    tests.push(`v.getInt32(${at(i)},true)===${word(bytes, i)}`);
  }
  for (; i < bytes.length; i++) tests.push(`b[${at(i)}]===${bytes.charCodeAt(i)}`);
  return tests.join('&&');
}

/**
 * Four bytes at a time, finds the first that is not plain inside of a string: a quote, a backslash,
 * a control character, or one of 128 and above. The lowest set bit of `m` is right; those above it
 * may be false.
 */
const FIND = `w=v.getInt32(p,true);\
m=((w-0x20202020)|((w^0x22222222)-0x01010101)|((w^0x5c5c5c5c)-0x01010101)|w)&0x80808080;`;

/** From behind the opening quote to the closing one, checking all that is in between. */
export const EMIT_SKIP_STRING = `for(;;){\
if(p<=lim){${FIND}if(m===0){p+=4;continue}p+=(31-Math.clz32(m&-m))>>3}\
else if(p>=end)return;\
c=b[p];if(c===34)break;\
if((p=special(b,p,end))<0)return}`;

/** The same, with a hash of the bytes in `h`, and in `plain` whether they are their own text. */
export const EMIT_HASH_STRING = `h=0;plain=true;for(;;){\
if(p<=lim){${FIND}if(m===0){h=Math.imul(h^w,0x9e3779b1);p+=4;continue}\
m=31-Math.clz32(m&-m);h=Math.imul(h^(w&((1<<(m-7))-1)),0x9e3779b1);p+=m>>3}\
else if(p>=end)return;\
c=b[p];if(c===34)break;\
if(c<32||c===92||c>=128)plain=false;else h=Math.imul(h^c,0x9e3779b1);\
if((p=special(b,p,end))<0)return}`;

const DIGITS = 'while(p<end&&(c=b[p]-48)>=0&&c<=9){m=m*10+c;p++}';

/** Sign and whole digits into `neg` and `m`, exact up to 2⁵³; their start into `s`. */
export const EMIT_WHOLE = `neg=b[p]===45;if(neg)p++;s=p;m=0;${DIGITS}\
if(p===s||m>${Number.MAX_SAFE_INTEGER}||p-s>16||(p-s>1&&b[s]===48))return;`;

/** The digits behind a point, if there is one, added to `m`; their number into `f`. */
export const EMIT_FRACTION = `f=0;if(p<end&&b[p]===46){p++;f=p;${DIGITS}f=p-f;if(f===0)return}`;

/** Past a number, without its value. */
export const EMIT_SKIP_NUMBER = 'if((p=skipNumber(b,p,end))<0)return;';

/** Past a value of any type. */
export const EMIT_SKIP_VALUE = 'if((p=skipValue(b,p,end))<0)return;';

/** Condition: the word is at `p`. */
export const emitIsWord = (text: 'true' | 'false' | 'null'): string =>
  `p+${text.length}<=end&&${emitEquals(text, 0)}`;
