import { patternFault } from './fault.ts';
import { isNegative, isOptional, leavesOf, type PatternSpec, type StageSpec } from './spec.ts';
import { checkStage } from './validate-stage.ts';

/** Most repetitions of a stage that groups within groups may need, all in all: so many states. */
export const MOST_REPETITIONS = 1_000;

/** Checks the groups of a pattern, and what stands beside them. */
export function checkGroups({ stages, withinType }: PatternSpec, functions: number): void {
  const groups = stages.filter(({ group }) => group !== undefined);
  if (groups.length === 0) return;
  const negative = leavesOf(stages).find(isNegative);
  if (negative !== undefined) {
    throw patternFault(negative.name, 'what must not come has no place in a pattern with groups', {
      given: `${negative.contiguity} beside "${groups[0]?.name}"`,
      expected: 'stages that take events',
      fix: 'look for what must not come in a pattern of its own',
    });
  }
  if (withinType === 'previousToCurrent' && stages.at(-1)?.group !== undefined) {
    throw patternFault('within', 'nobody knows which event of a group is the last', {
      given: 'previousToCurrent with a group at the end',
      expected: 'a stage at the end, or firstToLast',
      fix: 'give the stages of the group a gap',
    });
  }
  for (const one of groups) checkGroup(one, { functions, repeated: 1 });
}

interface Around {
  readonly functions: number;
  /** How often the group may be repeated by those around it. */
  readonly repeated: number;
}

function checkGroup(stage: StageSpec, { functions, repeated }: Around): void {
  const { name, group = [], where, until, gapMs, times } = stage;
  const own = Object.entries({ where, until, gap: gapMs }).find(([, value]) => value !== undefined);
  if (own !== undefined) {
    throw patternFault(name, 'a group has no condition of its own', {
      given: own[0],
      expected: 'conditions of its stages',
      fix: 'say it of a stage within',
    });
  }
  if (group.every(isEmpty)) {
    throw patternFault(name, 'a repetition of the group might be nothing at all', {
      given: group.length === 0 ? 'no stage' : 'optional stages only',
      expected: 'a stage that every repetition has',
      fix: 'make the group optional, not its stages',
    });
  }
  const most = repeated * Math.max(times?.min ?? 1, times?.max ?? 1);
  if (most > MOST_REPETITIONS) {
    throw patternFault(`${name} › times`, 'needs too many states', {
      given: `${most} repetitions, with those of the groups around it`,
      expected: `at most ${MOST_REPETITIONS}`,
      fix: 'repeat without upper end, or less often',
    });
  }
  group.forEach((part, i) => {
    checkStage(part, functions);
    const before = group[i - 1];
    if (before?.greedy === true && part.optional === true) {
      throw patternFault(part.name, 'a greedy stage cannot stand before an optional one', {
        given: `greedy "${before.name}" before optional "${part.name}"`,
        expected: 'a stage that every match has, or one that is not greedy',
        fix: 'drop greedy or optional',
      });
    }
    if (part.group !== undefined) checkGroup(part, { functions, repeated: most });
  });
}

const isEmpty = (stage: StageSpec): boolean =>
  isOptional(stage) || stage.group?.every(isEmpty) === true;
