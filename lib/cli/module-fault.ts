import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * What is wrong with a module that cannot be imported, and where: of a mistake in its text what Node shows
 * of the line, of an error that it throws the first line of the stack that is the author's.
 */
export function moduleFault(path: string, error: unknown): string {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const where = placeIn(stack) ?? path;
  return `--pipeline: the module cannot be loaded; got ${name}: ${message} at ${where}, expected a module that exports a pipeline; correct it there`;
}

/** `pipeline.ts:12:5`: the first place in a stack that is neither of Node nor of a package. */
function placeIn(stack: string): string | undefined {
  const places = stack.split('\n').map((line) => {
    const last = line.trim().split(' ').at(-1) ?? '';
    return last.startsWith('(') ? last.slice(1, -1) : last;
  });
  const place = places.find((text) => isPlace(text) && !text.includes('/node_modules/'));
  if (place === undefined || !place.startsWith('file:')) return place;
  const [, line = ''] = place.split(EXTENSION);
  return fileURLToPath(place.slice(0, place.length - line.length)) + line;
}

/** What of a place comes before its line. */
const EXTENSION = /(?<=\.[cm]?[jt]s)(?=:)/;

const isPlace = (text: string): boolean =>
  EXTENSION.test(text) && (text.startsWith('file:') || isAbsolute(text));
