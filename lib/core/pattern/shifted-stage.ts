import type { PatternCondition, StageSpec } from './spec.ts';

/** A stage whose functions come so many places later in their list. */
export function shiftedStage(stage: StageSpec, by: number): StageSpec {
  const { where, until, group, ...rest } = stage;
  return {
    ...rest,
    ...(where === undefined ? {} : { where: shifted(where, by) }),
    ...(until === undefined ? {} : { until: shifted(until, by) }),
    ...(group === undefined ? {} : { group: group.map((part) => shiftedStage(part, by)) }),
  };
}

function shifted(condition: PatternCondition, by: number): PatternCondition {
  if ('fn' in condition) return { ...condition, fn: condition.fn + by };
  if ('all' in condition) return { all: condition.all.map((part) => shifted(part, by)) };
  if ('any' in condition) return { any: condition.any.map((part) => shifted(part, by)) };
  return condition;
}
