import { type DurationMs, duration } from '../../core/time.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import { nameAfter } from '../definition/name-after.ts';
import {
  type Flow,
  type Retimed,
  sidesOf,
  type WindowAggregation,
} from '../definition/operator.ts';
import type { TimeOptions } from '../definition/window-options.ts';
import { windowLength } from '../plan/settling-time.ts';
import { behind } from './reshape.ts';
import { needsField } from './source-stream.ts';

/**
 * Rows of windows with another field as their event time.
 *
 * @param flow - The rows.
 * @throws {@link DefinitionError} `FIELD_UNKNOWN`, `STREAM_OPTION_INVALID`, `STEP_INVALID`
 */
export function retimedRows(
  { windows, input }: WindowAggregation,
  flow: Flow,
  own: OwnTime,
): Retimed {
  if (windows.kind === 'global') {
    throw new DefinitionError('STEP_INVALID', {
      at: 'time',
      problem: 'a row of all of time may have any time before the one that it comes at',
      given: 'global windows',
      expected: 'windows that end',
      fix: 'leave time out',
    });
  }
  const least =
    windows.kind === 'session'
      ? { since: 'windowEnd', back: windows.gap }
      : { since: 'windowStart', back: 0 };
  return retimed(flow, own, { ...least, groupBy: input.groupBy, hold: windowLength(windows) });
}

/**
 * Events with another field as their event time, at or after the one that they have.
 *
 * @throws {@link DefinitionError} `FIELD_UNKNOWN`, `STREAM_OPTION_INVALID`
 */
export const retimedOf = (flow: Flow, own: OwnTime): Retimed =>
  retimed(flow, own, { since: flow.time, back: 0, groupBy: keyOf(flow), hold: 0 });

/** What timing does unless it says otherwise. */
export const OWN_TIME_DEFAULTS = { ahead: '1d' } as const;

/** The field with the new time, and how far ahead of the old one it may be. */
interface OwnTime extends TimeOptions {
  readonly time: string;
}

interface Least {
  readonly since: string;
  readonly back: DurationMs;
  readonly groupBy: readonly string[];
  /** How far the new time may lie before the old one. */
  readonly hold: DurationMs;
}

function retimed(flow: Flow, own: OwnTime, { since, back, groupBy, hold }: Least): Retimed {
  const { time } = own;
  needsField(flow.fields, time, { role: 'time', kinds: ['instant'] });
  const ahead = duration(own.ahead ?? OWN_TIME_DEFAULTS.ahead, 'ahead');
  const near = { field: time, since, back, until: flow.time, ahead };
  const checked = behind(flow, { kind: 'timeWithin', ...near }, { time });
  const input = { flow: checked, groupBy };
  return { kind: 'retimed', input, back: hold, ahead, fields: flow.fields, time };
}

/** The key that events have already, so that they stay where they are; none if it is gone. */
function keyOf({ after, source, steps, also }: Flow): readonly string[] {
  if (also !== undefined) return [];
  const names = after === null ? [source.key] : (sidesOf(after)[0]?.groupBy ?? []);
  const now = names.map((name) => nameAfter(steps, name));
  return now.every((name) => name !== undefined) ? now : [];
}
