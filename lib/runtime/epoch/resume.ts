import { own } from '../../core/own.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import type { ViewPlan } from '../../pipeline/plan/plan.ts';
import type { Head } from '../../ports/head-store.ts';
import type { TaskId } from '../../ports/task.ts';

/**
 * The fingerprints that a task goes on with: those of its views, new ones included, and those of
 * views that were removed, because their rows are still there.
 *
 * @throws {@link DefinitionError} `VIEW_CHANGED` if a view means something else than its stored
 *   state (law L7).
 */
export function resumeViews(
  { pipeline, lane }: TaskId,
  stored: Head['fingerprints'],
  views: readonly { readonly id: string; readonly plan: ViewPlan }[],
): Head['fingerprints'] {
  for (const { id, plan } of views) {
    const before = own(stored, id);
    if (before === undefined || before === plan.fingerprint) continue;
    throw new DefinitionError('VIEW_CHANGED', {
      at: `${pipeline} › ${id}`,
      problem: `the definition changed under the state that ${lane} has`,
      given: `fingerprint ${plan.fingerprint}`,
      expected: before,
      fix: `declare .view('${plan.name}', { version: ${plan.version + 1} }), or deploy the former definition`,
    });
  }
  return { ...stored, ...Object.fromEntries(views.map(({ id, plan }) => [id, plan.fingerprint])) };
}
