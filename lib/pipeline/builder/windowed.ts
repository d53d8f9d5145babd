import { bindAggregate } from '../../core/aggregators/bind.ts';
import { fieldsRead } from '../../core/aggregators/bound.ts';
import { fieldOf } from '../../core/expression.ts';
import { type Fields, typeName } from '../../core/field-type.ts';
import { checkFieldName } from '../../core/schema/field-name.ts';
import { duration } from '../../core/time.ts';
import { answersEvents } from '../../core/windows/event-windows.ts';
import { MAX_WINDOWS_PER_EVENT } from '../../core/windows/window.ts';
import type { Windows } from '../../core/windows/window-kinds.ts';
import { DefinitionError, within } from '../../errors/definition-error.ts';
import type { Aggregated, Rows, Windowed } from '../definition/grouped.ts';
import { freeName } from '../definition/names.ts';
import type { EmissionRule, KeyedFlow, WindowAggregation } from '../definition/operator.ts';
import { RESERVED_ATTRIBUTES } from '../definition/reserved-names.ts';
import type { Aggregates } from '../definition/result-types.ts';
import { hasPanes } from '../definition/stored-panes.ts';
import type { WindowOptions } from '../definition/window-options.ts';
import { withArguments } from './computed-arguments.ts';
import { type BuilderContext, flowAfter } from './context.ts';
import { gapFillOf } from './gap-fill.ts';
import { checkNoKeyOfSets } from './grouping-sets.ts';
import { rowsHaving } from './having.ts';
import { keyFields } from './key-fields.ts';
import { monitorOf } from './monitor.ts';
import { retimedRows } from './retimed.ts';
import { valueFields, WINDOW_FIELDS } from './row-fields.ts';
import { checkedView } from './view.ts';
import { needsFeatures, needsRows, saysNothing } from './window-faults.ts';
import { windowView } from './window-view.ts';

/** Events with a key, cut into windows. */
export function windowed<E, K extends keyof E & string>(
  input: KeyedFlow,
  { windows, options }: { readonly windows: Windows; readonly options: WindowOptions },
  context: BuilderContext,
): Windowed<E, K> {
  const at = `${input.flow.source.name} › window`;
  const rule: EmissionRule = {
    allowedLateness: duration(options.allowedLateness ?? 0, `${at} › allowedLateness`),
    emit: options.emit === 'onClose' ? 'final' : (options.emit ?? 'onTimeAndLate'),
    accumulation: options.accumulation ?? 'accumulating',
  };
  within(at, () => {
    checkWindows(windows, input, rule);
    checkRows(windows, options, rule);
  });
  const { rows } = options;
  return {
    aggregate: <A extends Aggregates<E>>(aggregates: A) =>
      aggregated<E, K, A>({ input, windows, rule, rows, aggregates }, context),
  };
}

function checkWindows(windows: Windows, { flow }: KeyedFlow, rule: EmissionRule): void {
  if (windows.kind === 'session' && windows.gapField !== null) {
    checkGap(flow.fields, windows.gapField);
  }
  if (windows.kind === 'cumulating' && rule.accumulation === 'discarding') throw growing();
  const isEmission = rule.emit !== 'onTimeAndLate' || rule.accumulation !== 'accumulating';
  if (!answersEvents(windows) || !isEmission) return;
  throw new DefinitionError('WINDOW_INVALID', {
    at: windows.kind,
    problem: 'these windows never close: they answer each event',
    given: `emit "${rule.emit}", accumulation "${rule.accumulation}"`,
    expected: 'neither',
    fix: 'leave both out, or choose windows that close, such as sliding("7d", "1h")',
  });
}

const growing = (): DefinitionError =>
  new DefinitionError('WINDOW_INVALID', {
    at: 'cumulating › accumulation',
    problem: 'each of these windows holds what those before it hold',
    given: 'discarding',
    expected: 'accumulating',
    fix: 'leave it out, or take tumbling windows of the step',
  });

/** @throws {@link DefinitionError} `WINDOW_INVALID` if no readers could combine what would be stored. */
function checkRows(windows: Windows, { rows }: WindowOptions, rule: EmissionRule): void {
  if (rows !== 'panes') return;
  const { emit, accumulation } = rule;
  const isRead = emit === 'onTimeAndLate' && accumulation === 'accumulating';
  if (windows.kind === 'aligned' && isRead && hasPanes(windows)) return;
  throw new DefinitionError('WINDOW_INVALID', {
    at: 'rows',
    problem: 'these windows are not made of panes that readers could combine',
    given: `${windows.kind} windows, emit "${emit}", accumulation "${accumulation}"`,
    expected: `tumbling or sliding windows of up to ${MAX_WINDOWS_PER_EVENT} panes, with neither`,
    fix: 'leave rows out, or choose a slide that divides the size',
  });
}

function checkGap(fields: Fields, gapField: string): void {
  const { type } = fieldOf(fields, gapField, 'session › gapField');
  if (type.kind === 'int') return;
  throw new DefinitionError('WINDOW_INVALID', {
    at: `session › gapField › ${gapField}`,
    problem: 'is not a number of milliseconds',
    given: typeName(type),
    expected: 'an int field',
    fix: 'derive one with map, or use one gap for all events',
  });
}

interface Parts<A> {
  readonly input: KeyedFlow;
  readonly windows: Windows;
  readonly rule: EmissionRule;
  readonly rows: WindowOptions['rows'];
  readonly aggregates: A;
}

function aggregated<E, K extends keyof E & string, A extends Aggregates<E>>(
  parts: Parts<A>,
  context: BuilderContext,
): Aggregated<E, K, A> {
  let bound: WindowAggregation | undefined;
  /** Bound when it is first needed, so that a mistake is reported with the name of its view. */
  const operator = (): WindowAggregation => {
    bound ??= bind(parts);
    return bound;
  };
  const rows = rowsOf<E, K, A>(parts.input.flow.source.name, operator, context);
  return {
    ...rows,
    view(name, options = {}) {
      within(name, () => {
        const checked = checkedView(name, options);
        context.addView(windowView(checked, operator()));
      });
      return rows;
    },
  };
}

function rowsOf<E, K extends keyof E & string, A extends Aggregates<E>>(
  stream: string,
  operator: () => WindowAggregation,
  context: BuilderContext,
): Rows<E, K, A> {
  const named = <T>(step: string, make: (operator: WindowAggregation) => T): T =>
    within(`${stream} › ${step}`, () => make(operator()));
  const flow = (one: WindowAggregation) => flowAfter(one, one.input.flow);
  return {
    rows: (options = {}) =>
      named('rows', (one) => {
        needsRows(one);
        const { time } = options;
        if (time === undefined) return context.streamOf(flow(one));
        return context.streamOf(
          flowAfter(retimedRows(one, flow(one), { ...options, time }), one.input.flow),
        );
      }),
    fill: (options = {}) =>
      named('fill', (one) => {
        needsRows(one);
        return context.streamOf(flowAfter(gapFillOf(one, flow(one), options), one.input.flow));
      }),
    features: () =>
      named('features', (one) => {
        needsFeatures(one);
        return context.streamOf(flow(one));
      }),
    having: (condition) => named('having', (one) => rowsHaving(one, condition as string, context)),
    monitor: (rule) =>
      named('monitor', (one) => {
        needsRows(one);
        const input = { flow: flow(one), groupBy: one.input.groupBy };
        return context.streamOf(flowAfter(monitorOf(rule, one, input), input.flow));
      }),
  };
}

function bind<A extends Readonly<Record<string, Aggregates<never>[string]>>>(
  parts: Parts<A>,
): WindowAggregation {
  const { windows, rule, rows } = parts;
  const { fields: own, time } = parts.input.flow;
  const { input, aggregates: specs } = withArguments(parts.input, parts.aggregates);
  const { fields } = input.flow;
  const entries = Object.entries(specs);
  if (entries.length === 0) throw saysNothing();
  const taken = answersEvents(windows) ? Object.keys(own) : input.groupBy;
  const names: string[] = [...RESERVED_ATTRIBUTES, ...taken];
  const aggregates = Object.fromEntries(
    entries.map(([as, spec]) => {
      checkFieldName(as, `aggregate › ${as}`);
      freeName(as, names, `aggregate › ${as}`);
      names.push(as);
      const bound = bindAggregate(spec, fields, `aggregate › ${as}`);
      checkNoKeyOfSets(input, fieldsRead(bound), `aggregate › ${as}`);
      return [as, bound] as const;
    }),
  );
  const values = valueFields(aggregates, fields);
  const produces = answersEvents(windows)
    ? { fields: { ...own, ...values }, time }
    : { fields: { ...keyFields(input), ...WINDOW_FIELDS, ...values }, time: 'windowTime' };
  const said = rows === undefined ? {} : { rows };
  return { kind: 'window', input, windows, ...rule, ...said, aggregates, ...produces };
}
