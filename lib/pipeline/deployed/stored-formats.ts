/**
 * The newest version of each form in which a deployment stores something.
 *
 * A version of the package reads all that are older; one that is newer it does not read, so after an
 * upgrade that raises one there is no way back but the lake.
 */
export const STORED_FORMATS: Readonly<Record<string, number>> = {
  heads: 2,
  accumulators: 1,
  states: 2,
  lake: 1,
  batch: 1,
};

/** As an output of a stack holds it: `heads=2 lake=1`. */
export const formatsText = (formats: Readonly<Record<string, number>> = STORED_FORMATS): string =>
  Object.entries(formats)
    .map(([name, version]) => `${name}=${version}`)
    .join(' ');

/** What {@link formatsText} says; what is no format is left out. */
export function formatsIn(text: string): Readonly<Record<string, number>> {
  const parts = [...text.matchAll(/(?:^| )([a-z]+)=(\d+)(?= |$)/g)];
  return Object.fromEntries(parts.map(([, name = '', version]) => [name, Number(version)]));
}
