import { greatest } from '../../core/many.ts';
import { viewId } from '../definition/view-id.ts';
import type { Plan, ViewPlan } from './plan.ts';

/** What the state of a task was written under. */
export interface StoredMeaning {
  /** Name of its lane. */
  readonly lane: string;
  readonly shard: string;
  /** Of the views that have state there, removed ones included, by view id. */
  readonly fingerprints: Readonly<Record<string, string>>;
}

/** What a definition would find where it is deployed. */
export interface DeployedState {
  readonly meanings: readonly StoredMeaning[];
  /** Deployed streams that the definition does not declare, as they are called in Kinesis. */
  readonly otherStreams: readonly string[];
}

/** In what a definition differs from what is deployed. */
export interface Difference {
  readonly kind: 'view changed' | 'view new' | 'view removed' | 'stream removed';
  /** Id of the view, or name of the stream or lane. */
  readonly name: string;
  /** Whether lanes would refuse to go on. */
  readonly stops: boolean;
  /** What it means, and what to do. */
  readonly says: string;
}

/** What deploying a plan would change, that which stops lanes first. */
export function compareDeployed(
  plan: Plan,
  { meanings, otherStreams }: DeployedState,
): Difference[] {
  const stored = new Set(meanings.flatMap(({ fingerprints }) => Object.keys(fingerprints)));
  const declared = new Set(plan.views.map(viewId));
  return [
    ...plan.views.flatMap((view) => changed(plan, view, meanings)),
    ...[...declared]
      .filter((id) => !stored.has(id))
      .map((name) => difference('view new', name, 'it is computed from the deployment on')),
    ...[...stored]
      .filter((id) => !declared.has(id))
      .map((name) =>
        difference(
          'view removed',
          name,
          'nothing is added to its rows; they stay until you delete them',
        ),
      ),
    ...otherStreams.map((name) =>
      difference(
        'stream removed',
        name,
        'deploying deletes it, or leaves it behind where the stage keeps data',
      ),
    ),
  ];
}

const difference = (kind: Difference['kind'], name: string, says: string): Difference => ({
  ...{ kind, name, says },
  stops: kind === 'view changed',
});

/** A view that means something else than the state that lanes have of it. */
function changed(
  { lanes, views }: Plan,
  view: ViewPlan,
  meanings: readonly StoredMeaning[],
): Difference[] {
  const id = viewId(view);
  const owners = new Set(lanes.filter((lane) => lane.views.includes(id)).map(({ name }) => name));
  const others = meanings.filter(({ lane, fingerprints }) => {
    const before = fingerprints[id];
    return owners.has(lane) && before !== undefined && before !== view.fingerprint;
  });
  if (others.length === 0) return [];
  const versions = views.filter(({ name }) => name === view.name).map(({ version }) => version);
  const next = greatest(versions) + 1;
  const where = [...new Set(others.map(({ lane }) => lane))].join(', ');
  return [
    difference(
      'view changed',
      id,
      `${where} would refuse to go on [VIEW_CHANGED]; restore the former definition, and declare the new one beside it with .view('${view.name}', { version: ${next} })`,
    ),
  ];
}
