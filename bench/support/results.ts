/** One measurement, as the file shows it. */
export interface Section {
  readonly title: string;
  /** What was measured now; `undefined` leaves what stands. */
  readonly text: string | undefined;
}

/** What is true of what is measured now. */
export interface Measured {
  /** Such as `2026-03-01`. */
  readonly date: string;
  /** Such as `2 cores, AMD EPYC, Node v24.21.0`. */
  readonly machine: string;
}

const HEAD = `# Benchmark results

Written by \`npm run bench\`, \`npm run soak\` and \`npm run mutate\`; do not edit. Read the ratios within a row, not the absolute numbers: both sides
ran in turns, in one run, on one machine that may have had other work. \`a (b–c)\` is a median with the
least and the greatest of its rounds. Each section says when and where it was measured.
`;

/**
 * The file with some sections measured anew, each of them with its own date; all others, those of other
 * tools among them, stand as they were.
 */
export function resultsWith(
  standing: string,
  sections: readonly Section[],
  { date, machine }: Measured,
): string {
  const before = sectionsOf(standing);
  const own = sections.flatMap(({ title, text }) => {
    if (text !== undefined)
      return `## ${title}\n\nMeasured ${date}: ${machine}.\n\n${text.trim()}\n`;
    const kept = before.find((section) => section.startsWith(`## ${title}\n`));
    return kept === undefined ? [] : `${kept.trimEnd()}\n`;
  });
  const isOwn = (section: string): boolean =>
    sections.some(({ title }) => section.startsWith(`## ${title}\n`));
  const others = before.filter((section) => !isOwn(section)).map((each) => `${each.trimEnd()}\n`);
  return [HEAD, ...own, ...others].join('\n');
}

const sectionsOf = (file: string): string[] =>
  file.split(/^(?=## )/m).filter((part) => part.startsWith('## '));
