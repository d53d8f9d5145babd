import type { ViewDefinition } from '../../pipeline/definition/definition.ts';
import { viewId } from '../../pipeline/definition/view-id.ts';
import type { ErasedShowing } from '../../ports/row-eraser.ts';
import type { BatchDefinition } from '../batch/batch-definition.ts';
import { operatorsOf } from '../batch/batch-definition.ts';
import { queueOf } from '../keyed/backlog.ts';
import { viewWorker } from '../keyed/view-worker.ts';
import { isOwnKey, type Subject, showing } from './carriers.ts';

/** What a view can hold of a subject. */
export interface ViewTraces {
  readonly view: ViewDefinition;
  readonly id: string;
  /** Where its rows and records can show the subject; `undefined` if nowhere. */
  readonly showing: ErasedShowing | undefined;
  /** Whether all that is under a key is about the subject: of rows, or of what comes by an input. */
  isOwn(input?: number): boolean;
  /** Name of the state that what comes by an input goes into. */
  owner(input: number): string | undefined;
  /** Names under which there are timers for keys of an input: of steps, and of the queue of keys that are behind. */
  steps(input: number): readonly string[];
  /**
   * Names of states behind steps that pass their results on, under which keys nothing tells: all of
   * them have to be looked at.
   */
  readonly behind: readonly string[];
  /** Whether there are such states, and the subject is no text: a number is in many of them by chance. */
  readonly isUntold: boolean;
  /** Whether records have other keys than the events that they are made of. */
  readonly scatters: boolean;
}

/** The views that read the subject's stream. */
export function viewTraces(
  definition: BatchDefinition,
  subject: Subject,
  texts: ReadonlySet<string>,
): ReadonlyMap<string, ViewTraces> {
  const { pipeline, plan } = definition;
  const operators = operatorsOf(definition);
  const { fields } = pipeline.streams.find(({ name }) => name === subject.stream)?.schema ?? {};
  const isText = fields?.[subject.field]?.type.kind === 'string';
  const traces = plan.views.flatMap((viewPlan): [string, ViewTraces][] => {
    const id = viewId(viewPlan);
    const streams = viewPlan.kind === 'window' ? [viewPlan.stream] : viewPlan.streams;
    const view = pipeline.views.find((each) => viewId(each) === id);
    if (view === undefined || !streams.includes(subject.stream)) return [];
    const shown = showing(view, subject);
    const isShown = shown.columns.length + shown.accumulators.length > 0;
    const about = { view, id, showing: isShown ? { ...shown, texts } : undefined };
    const runtime = operators.get(id);
    if (runtime === undefined) {
      const own = view.operator.kind === 'window' && isOwnKey(view.operator.input, subject);
      return [
        [
          id,
          {
            ...about,
            isOwn: () => own,
            owner: () => undefined,
            steps: () => [],
            behind: [],
            isUntold: false,
            scatters: false,
          },
        ],
      ];
    }
    const { steps, owners, inputOwners } = viewWorker(runtime);
    const behind = runtime.inputs.flatMap(({ index, from }) =>
      'step' in from ? [inputOwners[index] ?? ''] : [],
    );
    return [
      [
        id,
        {
          ...about,
          isOwn: (input) => {
            const keyed = input === undefined ? undefined : runtime.inputs[input]?.keyed;
            return keyed !== undefined && isOwnKey(keyed, subject);
          },
          owner: (input) => inputOwners[input],
          steps: (input) => {
            const owner = inputOwners[input];
            if (owner === undefined) return [];
            const own = steps.flatMap((step, i) => (owners[i] === owner ? [step.id] : []));
            return [...own, queueOf(owner)];
          },
          behind: isText ? behind : [],
          isUntold: !isText && behind.length > 0,
          scatters: runtime.plan.scatters,
        },
      ],
    ];
  });
  return new Map(traces);
}
