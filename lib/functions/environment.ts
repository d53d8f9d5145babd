/**
 * Variables that a function cannot work without.
 *
 * @throws Error that names all that are missing, at cold start rather than at the first record.
 */
export function readEnvironment<N extends string>(
  environment: NodeJS.ProcessEnv,
  ...names: readonly N[]
): Record<N, string> {
  const missing = names.filter((name) => (environment[name] ?? '') === '');
  if (missing.length > 0) {
    throw new Error(
      `environment: variables are missing; got none for ${missing.join(', ')}, expected the ones that the stack sets; deploy the stacks of the same version`,
    );
  }
  return Object.fromEntries(names.map((name) => [name, environment[name] ?? ''])) as Record<
    N,
    string
  >;
}
