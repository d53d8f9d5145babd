import type { Step } from './source.ts';

/**
 * The name that a field has after some steps, if it still holds what it held before them; `undefined`
 * if it is gone, or may hold something else.
 */
export function nameAfter(steps: readonly Step[], name: string): string | undefined {
  let now: string | undefined = name;
  for (const step of steps) {
    if (now === undefined) return undefined;
    now = nameBehind(step, now);
  }
  return now;
}

function nameBehind(step: Step, name: string): string | undefined {
  switch (step.kind) {
    case 'map':
    case 'flatMap':
      return undefined;
    case 'sets':
      return step.keys.includes(name) && !step.sets.every((set) => set.includes(name))
        ? undefined
        : name;
    case 'flatten':
      return step.field === name ? undefined : name;
    case 'rename':
    case 'drop':
    case 'select':
      return step.take.find(([, from]) => from === name)?.[0];
    default:
      return name;
  }
}
