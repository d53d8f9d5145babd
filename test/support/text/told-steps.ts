/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  readonly text: string;
}

/** A step that a page tells its reader: a file to write, or commands and what they print. */
export type Step =
  | { readonly kind: 'file'; readonly name: string; readonly text: string }
  | { readonly kind: 'commands'; readonly script: string; readonly prints: RegExp | undefined };

/** The fenced blocks of a page, in their order; those in lists without their indent. */
export const blocksOf = (page: string): Block[] =>
  [...page.matchAll(/^( *)```(\w*)\n([\s\S]*?)^ *```$/gm)].map(
    ([, indent = '', language, text]) => ({
      language: language ?? '',
      text: (text ?? '').replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );

/**
 * What a reader does and sees: blocks of `sh` with the `text` behind them, and blocks of `ts` whose first line names a file.
 */
export function stepsOf(page: string): Step[] {
  const blocks = blocksOf(page);
  return blocks.flatMap(({ language, text }, i): Step[] => {
    const [, name] = /^\/\/ (\S+\.ts)\n/.exec(text) ?? [];
    if (language === 'ts' && name !== undefined) return [{ kind: 'file', name, text }];
    if (language !== 'sh') return [];
    const next = blocks[i + 1];
    const prints = next?.language === 'text' ? printed(next.text) : undefined;
    return [{ kind: 'commands', script: text, prints }];
  });
}

/** What a text stands for: `…` alone is any lines, within a line any characters of it. */
export function printed(text: string): RegExp {
  const lines = text.trimEnd().split('\n');
  const patterns = lines.map((line) =>
    line === '…' ? '(?:.*\n)*?' : `${line.split('…').map(literal).join('.*')}\n`,
  );
  return new RegExp(`^${patterns.join('')}$`);
}

const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
