import { type DurationInput, duration } from '../../../lib/core/time.ts';

/** Numbers and lists that the words of a definition name. */
export interface Words {
  readonly text: string;
  /** Length of the windows. */
  readonly size: DurationInput;
  /** Distance of sliding windows; the size if the words name none. */
  readonly slide: DurationInput;
  readonly gap: DurationInput;
  /** The first whole number that follows the word. */
  numberAfter(word: string, otherwise: number): number;
  /** What is listed after a word: `state in (OR, ID, CA)`. */
  listAfter(word: string, otherwise: readonly string[]): readonly string[];
}

const SPAN = '(\\d+)[-\\s]*(ms|milliseconds?|s|sec|seconds?|m|min|minutes?|h|hours?|d|days?)\\b';

/** Reads the words of a definition; what they do not say is as in Nexmark. */
export function wordsOf(text: string): Words {
  const found = (pattern: string): number | undefined => {
    const match = new RegExp(pattern, 'i').exec(text);
    return match === null ? undefined : duration(`${match[1]}${unitOf(match[2] ?? 'ms')}`);
  };
  const after = (words: string) => found(`\\b(?:${words})(?:\\s+of)?\\s*${SPAN}`);
  const before = (words: string) => found(`${SPAN}[-\\s]+(?:${words})`);
  const windows = '(?:tumbling|sliding|fixed|hopping)(?:\\s+windows?)?|windows?';
  const size = after(windows) ?? before(windows) ?? after('per|every') ?? duration('10s');
  return {
    text,
    size,
    slide: after('by|every|slide|sliding\\s+by|hop') ?? size,
    gap: after('gap|sessions?') ?? before('gap|sessions?|inactivity') ?? duration('10s'),
    numberAfter(word, otherwise) {
      const match = new RegExp(`(?:${word})\\D{0,12}?(\\d+(?:\\.\\d+)?)`, 'i').exec(text);
      return match === null ? otherwise : Number(match[1]);
    },
    listAfter(word, otherwise) {
      const match = new RegExp(
        `${word}\\s+(?:is\\s+)?(?:one of|in)\\s*[([{]?([^)\\]};:.]+)`,
        'i',
      ).exec(text);
      const items = match?.[1]
        ?.split(/,|\bor\b|\band\b/)
        .map((item) => item.replace(/['"\s]/g, ''));
      return items?.filter((item) => item !== '') ?? otherwise;
    },
  };
}

/** The unit as durations have it. */
function unitOf(word: string): string {
  const short = word.toLowerCase();
  if (short.startsWith('ms') || short.startsWith('milli')) return 'ms';
  return short.slice(0, 1);
}
