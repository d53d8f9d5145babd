import { emitEquals } from './emit-text.ts';
import { emitAbsent, emitIsAbsent, emitRead, emitSkip, type Slot } from './emit-value.ts';
import type { Layout, Member } from './layout.ts';

/**
 * Source of a scanner for events of a layout: the body of a function that returns
 * `(b, v, start, end) => event | undefined`.
 *
 * One block per predicted key: if the key is here, byte for byte, read its value. The blocks stand
 * in the order of the prediction, so an event as predicted passes through them once, and one that
 * leaves keys out skips their blocks. What is left after a pass is out of order or unknown: known
 * keys are found by another pass, an unknown one is stepped over by `unknown`. Whatever the
 * prediction, a scanner gives the right event or gives up.
 */
export function emitScanner(layout: Layout, slots: ReadonlyMap<string, Slot>): string {
  const all = [...slots.values()];
  const variables = all.map((slot) => `,f${slot.index}=${emitAbsent(slot)}`).join('');
  const blocks = layout.members.map((member) => emitMember(member, layout, slots)).join('');
  return `'use strict';return function(b,v,start,end){\
let p=start,lim=end-4,sep=123,c=0,s=0,h=0,m=0,w=0,f=0,q=0,neg=false,plain=true,quoted=false,before=0${variables};\
if(p<end&&b[p]!==123)p=skipSpace(b,p,end);\
for(;;){before=p;${blocks}${emitClose(layout, all)}\
if(p===before){if((p=unknown(b,p,end,sep))<0)return;sep=44}}}`;
}

/** `,"key":` and its value. The first byte is `{` before the first member, `,` before the others. */
function emitMember(member: Member, layout: Layout, slots: ReadonlyMap<string, Slot>): string {
  const [open, key, colon] = layout.spaces;
  const literal = `${open}"${member.key}"${key}:${colon}`;
  const slot = slots.get(member.key);
  const value = slot === undefined ? emitSkip(member.seen) : emitRead(slot);
  const length = literal.length + 1;
  return `if(p+${length}<end&&b[p]===sep&&${emitEquals(literal, 1)}){p+=${length};sep=44;${value}}`;
}

/** The end of the object, what may not be missing, and the event. */
function emitClose(layout: Layout, all: readonly Slot[]): string {
  const close = `${layout.spaces[3]}}`;
  const required = all.filter(({ field }) => !field.optional);
  const missing = required.map((slot) => `if(${emitIsAbsent(slot)})return;`).join('');
  const properties = all
    .filter(({ wanted }) => wanted)
    .map((slot) => `${JSON.stringify(slot.name)}:${emitValue(slot)}`);
  return `if(sep===44&&p+${close.length}<=end&&${emitEquals(close, 0)}){p+=${close.length};\
if(p<end&&skipSpace(b,p,end)!==end)return;\
${missing}return{${properties.join()}}}`;
}

const emitValue = (slot: Slot): string =>
  slot.field.optional ? `${emitIsAbsent(slot)}?undefined:f${slot.index}` : `f${slot.index}`;
