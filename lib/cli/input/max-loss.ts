import { InvalidArgumentError, Option } from 'commander';

/** What became of the rows of an input. */
export interface Losses {
  readonly read: number;
  /** Rows that are no events, and events that no lane takes. */
  readonly setAside: number;
  /** Events that are not counted as their keys hold as much as they may. */
  readonly overflow?: number;
  /** Events that came too late, for the view that missed most. */
  readonly late?: number;
  /** Events that count, but whose times those after them contradict. */
  readonly ahead?: number;
}

/** Most that may be lost before it counts as a failure, unless an option says otherwise; shares. */
const MAX_LOSS = { setAside: 0, late: 0.01, ahead: 0.5 } as const;

/** `--max-loss`: which share of an input may be lost. */
export const maxLossOption = (what: string): Option =>
  new Option(
    '--max-loss <share>',
    `most of what is read that may be lost, such as 5%; ${what}`,
  ).argParser(share);

function share(text: string): number {
  const [, number, percent] = /^(\d+(?:\.\d+)?) ?(%?)$/.exec(text) ?? [];
  const value = Number(number) / (percent === '%' ? 100 : 1);
  if (value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('expected a share from 0 to 1, or from 0% to 100%.');
}

const percent = (part: number, whole: number): string => {
  const exact = (part / whole) * 100;
  return `${exact < 0.1 ? '<0.1' : Number(exact.toFixed(1))} %`;
};

/** What to say if more was lost than may be; nothing if not. */
export function lossProblem(
  { read, setAside, overflow = 0, late = 0, ahead = 0 }: Losses,
  maxLoss: number | undefined,
): string | undefined {
  const isBackwards = late + ahead > read / 2;
  const hint = isBackwards
    ? 'the input may be sorted newest first, so sort it by time'
    : 'sort the input by time, or declare a larger maxOutOfOrderness';
  const kinds = [
    { lost: setAside, most: maxLoss ?? MAX_LOSS.setAside, what: 'set aside', fix: 'correct them' },
    {
      ...{ lost: overflow, most: maxLoss ?? MAX_LOSS.setAside },
      ...{ what: 'not counted, as their keys hold as much as a key may', fix: 'count less by key' },
    },
    { lost: late, most: maxLoss ?? MAX_LOSS.late, what: 'too late', fix: hint },
    {
      ...{ lost: ahead, most: maxLoss ?? MAX_LOSS.ahead, fix: hint },
      what: 'further ahead than those after them allow',
    },
  ];
  const problems = kinds
    .filter(({ lost, most }) => lost > read * most)
    .map(({ lost, most, what, fix }) => {
      const allowed = most === 0 ? 'none' : `at most ${most * 100} %`;
      return `${lost} of ${read} (${percent(lost, read)}) are ${what}; expected ${allowed}; ${fix}`;
    });
  if (problems.length === 0) return undefined;
  return `${problems.join('; and ')}, or take it so with --max-loss`;
}
