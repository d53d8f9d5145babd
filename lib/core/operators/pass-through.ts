import { END_OF_TIME } from '../time.ts';
import type { KeyedOperator } from './keyed-operator.ts';

/** Gives every event as it is, and remembers none. No event is late here. */
export const passThrough: KeyedOperator<null> = {
  encoding: 'nothing/1',
  hold: 0,
  create: () => null,
  onEvent: (_state, { event, time }, _watermark, out) => out.emit(event, time),
  onWatermark: () => undefined,
  nextTimer: () => END_OF_TIME,
  isEmpty: () => true,
  encode: () => null,
  decode: () => null,
};
