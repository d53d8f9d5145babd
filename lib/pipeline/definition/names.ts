import { DefinitionError } from '../../errors/definition-error.ts';

const STABLE_NAME = /^[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*$/;

/** Longest name of a pipeline, stream or view, in characters. */
export const MAX_NAME_LENGTH = 48;

/**
 * Checks a name that becomes part of state, rows and resources.
 *
 * @throws {@link DefinitionError} `NAME_INVALID`
 */
export function stableName(name: string, at: string): string {
  const isOfEveryObject = name in Object.prototype;
  if (STABLE_NAME.test(name) && name.length <= MAX_NAME_LENGTH && !isOfEveryObject) return name;
  throw new DefinitionError('NAME_INVALID', {
    at,
    problem: isOfEveryObject
      ? 'the name means something else to JavaScript'
      : 'the name cannot stay the same everywhere that it is used',
    given: `"${name}"`,
    expected: `lower-case letters, digits and single _ or -, starting with a letter, at most ${MAX_NAME_LENGTH} characters`,
    fix: `call it "${isOfEveryObject ? `my_${suggest(name)}` : suggest(name)}"`,
  });
}

function suggest(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, MAX_NAME_LENGTH);
  return plain === '' ? 'name_me' : plain;
}

/**
 * Checks that a name is not taken.
 *
 * @throws {@link DefinitionError} `NAME_TAKEN`
 */
export function freeName(name: string, taken: Iterable<string>, at: string): string {
  const plain = name.toLowerCase(); // to SQL both are the same
  if (![...taken].some((other) => other.toLowerCase() === plain)) return name;
  throw new DefinitionError('NAME_TAKEN', {
    at,
    problem: 'the name is taken, by another of yours or by what is ours',
    given: `"${name}" a second time`,
    expected: 'a name of its own',
    fix: 'rename one of the two; names are the identity of state',
  });
}
