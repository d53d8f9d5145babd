import { patternFault } from './fault.ts';
import { isNegative, isOptional, type PatternSpec, type StageSpec } from './spec.ts';
import { checkEnd, checkSkip, checkWithin } from './validate-end.ts';
import { checkGroups } from './validate-group.ts';
import { checkStage } from './validate-stage.ts';

/**
 * Checks what the types cannot: order, names, repetitions, and combinations that have no meaning.
 *
 * @param functions - How many functions go with the pattern.
 * @throws {@link DefinitionError} `PATTERN_INVALID`
 */
export function validatePattern(spec: PatternSpec, functions: number): void {
  checkOrderAndNames(spec.stages, new Set());
  checkGroups(spec, functions);
  spec.stages.forEach((stage, i) => {
    checkStage(stage, functions);
    checkNeighbours(stage, spec.stages[i - 1], spec.stages[i + 1]);
  });
  checkEnd(spec);
  checkSkip(spec);
  checkWithin(spec);
}

function checkOrderAndNames(stages: readonly StageSpec[], seen: Set<string>): void {
  if (stages[0]?.contiguity !== 'begin') {
    throw patternFault(stages[0]?.name ?? 'pattern', 'a pattern starts with "begin"', {
      given: stages[0] === undefined ? 'no stage' : `"${stages[0].contiguity}"`,
      expected: '"begin" first, and only there',
      fix: 'start with begin(name)',
    });
  }
  stages.forEach(({ name, contiguity, group }, i) => {
    if (i > 0 && contiguity === 'begin') {
      throw patternFault(name, '"begin" comes first, and only there', {
        given: `"begin" as stage ${i + 1}`,
        expected: 'next, followedBy, followedByAny, notNext or notFollowedBy',
        fix: 'say how this stage follows the one before it',
      });
    }
    if (group === undefined && (name === '' || seen.has(name))) {
      throw patternFault(name === '' ? `stage ${i + 1}` : name, 'a stage needs a name of its own', {
        given: `"${name}"${seen.has(name) ? ' twice' : ''}`,
        expected: 'a different text for each stage',
        fix: 'rename one of them: matches are reported by these names',
      });
    }
    if (group === undefined) seen.add(name);
    else checkOrderAndNames(group, seen);
  });
}

function checkNeighbours(stage: StageSpec, before?: StageSpec, after?: StageSpec): void {
  if (before !== undefined && isNegative(stage) && isOptional(before)) {
    throw patternFault(stage.name, 'an optional stage cannot stand before what must not come', {
      given: `optional "${before.name}" before ${stage.contiguity}`,
      expected: 'a stage that every match has',
      fix: 'make two patterns, one with and one without the optional stage',
    });
  }
  if (before?.greedy === true && stage.optional === true) {
    throw patternFault(stage.name, 'a greedy stage cannot stand before an optional one', {
      given: `greedy "${before.name}" before optional "${stage.name}"`,
      expected: 'a stage that every match has, or one that is not greedy',
      fix: 'drop greedy or optional',
    });
  }
  if (stage.contiguity === 'notFollowedBy' && after?.contiguity === 'notNext') {
    throw patternFault(stage.name, 'notFollowedBy says nothing directly before notNext', {
      given: `"${stage.name}" before "${after.name}"`,
      expected: 'notNext first, then notFollowedBy',
      fix: 'change their order',
    });
  }
}
