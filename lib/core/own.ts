/**
 * What a map has under a name itself: what every object has, such as `constructor`, is not in it.
 *
 * For maps whose names come from outside or were stored.
 */
export const own = <T>(map: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(map, name) ? map[name] : undefined;
