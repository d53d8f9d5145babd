/** A heading and what is said below it, each under a label. */
export interface Section {
  readonly heading: string;
  /** A label and the text beside it; several with one label are written below each other. */
  readonly lines: readonly (readonly [label: string, text: string])[];
}

/** Characters in a line of text. */
export const TEXT_WIDTH = 100;

const INDENT = '  ';

/** Sections as text: labels in a column, long texts wrapped beside them. */
export function layOut(sections: readonly Section[]): string {
  const labels = sections.flatMap(({ lines }) => lines.map(([label]) => label.length));
  const width = greatest(labels, 0) + INDENT.length;
  return sections
    .map(({ heading, lines }) => {
      let before = '';
      const body = lines.flatMap(([label, text]) => {
        const shown = label === before ? '' : label;
        before = label;
        return besideLabel(shown, text, width);
      });
      return [heading, ...body].join('\n');
    })
    .join('\n\n');
}

function besideLabel(label: string, text: string, width: number): string[] {
  const margin = INDENT.length + width;
  const lines = wrap(text, TEXT_WIDTH - margin);
  return lines.map((line, i) =>
    i === 0 ? `${INDENT}${label.padEnd(width)}${line}`.trimEnd() : ' '.repeat(margin) + line,
  );
}

/** Lines of at most so many characters, broken between words; a longer word stays whole. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

import { greatest } from '../../core/many.ts';
