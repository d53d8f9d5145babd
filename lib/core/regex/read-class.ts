import { perlClass, posixClass, unicodeClass } from './class-names.ts';
import type { CharacterClass, ClassItem } from './tree.ts';

/** Why a text is no pattern. */
export class PatternFault {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

/** Reads characters of a pattern, and classes of them. */
export class ClassReader {
  protected readonly characters: readonly string[];
  protected at = 0;

  constructor(text: string) {
    this.characters = [...text];
  }

  peek(ahead = 0): string | undefined {
    return this.characters[this.at + ahead];
  }

  takes(text: string): boolean {
    const sees = [...text].every((each, i) => this.peek(i) === each);
    if (sees) this.at += [...text].length;
    return sees;
  }

  /** A class or a character after a backslash. */
  escapedItem(): ClassItem {
    const next = this.peek();
    if (next === undefined) throw new PatternFault('the pattern ends with a backslash');
    const perl = perlClass(next);
    if (perl !== undefined) {
      this.at++;
      return perl;
    }
    if (next === 'p' || next === 'P') return this.#unicode(next === 'P');
    return literal(this.#escapedCharacter());
  }

  #unicode(isNegated: boolean): ClassItem {
    const rest = this.characters.slice(this.at + 1, this.at + 60).join('');
    const match = /^(?:\{([^}]*)\}|([A-Z]))/.exec(rest);
    const item = match === null ? undefined : unicodeClass(match[1] ?? match[2] ?? '', isNegated);
    if (match === null || item === undefined)
      throw new PatternFault('there is no such class of Unicode');
    this.at += match[0].length + 1;
    return item;
  }

  #escapedCharacter(): string {
    const rest = this.characters.slice(this.at, this.at + 12).join('');
    const hex = /^x(?:\{([0-9A-Fa-f]{1,8})\}|([0-9A-Fa-f]{2}))/.exec(rest);
    const octal = /^(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest);
    if (hex !== null || octal !== null) {
      this.at += (hex ?? octal)?.[0].length ?? 0;
      const point =
        hex === null
          ? Number.parseInt(octal?.[0] ?? '', 8)
          : Number.parseInt(hex[1] ?? hex[2] ?? '', 16);
      if (point > 0x10ffff) throw new PatternFault('there is no such code point');
      return String.fromCodePoint(point);
    }
    const next = rest[0] ?? '';
    if (Object.hasOwn(CONTROLS, next)) {
      this.at++;
      return CONTROLS[next] as string;
    }
    if (!/^[!-/:-@[-`{-~]/.test(next)) throw new PatternFault(`there is no escape \\${next}`);
    this.at++;
    return next;
  }

  set(): Omit<CharacterClass, 'foldsCase'> {
    const negated = this.takes('^');
    const items: ClassItem[] = [];
    for (let isFirst = true; isFirst || this.peek() !== ']'; isFirst = false) {
      if (this.peek() === undefined) throw new PatternFault("a '[' is not closed");
      items.push(this.#setItem());
    }
    this.at++;
    return { items, negated };
  }

  #setItem(): ClassItem {
    if (this.peek() === '[' && this.peek(1) === ':') {
      const rest = this.characters.slice(this.at + 2, this.at + 20).join('');
      const end = rest.indexOf(':]');
      const item = end < 0 ? undefined : posixClass(rest.slice(0, end));
      if (end >= 0 && item === undefined)
        throw new PatternFault('there is no such class of letters');
      if (item !== undefined) {
        this.at += end + 4;
        return item;
      }
    }
    const [next, after] = [this.peek() as string, this.peek(1)];
    if (
      next === '\\' &&
      after !== undefined &&
      (perlClass(after) !== undefined || /[pP]/.test(after))
    ) {
      this.at++;
      return this.escapedItem();
    }
    const from = this.#setCharacter();
    if (this.peek() !== '-' || this.peek(1) === ']' || this.peek(1) === undefined)
      return literal(from);
    this.at++;
    const to = this.#setCharacter();
    if ((from.codePointAt(0) ?? 0) > (to.codePointAt(0) ?? 0)) {
      throw new PatternFault(`${from}-${to} is no range`);
    }
    return { source: `${pointSource(from)}-${pointSource(to)}`, negated: false };
  }

  #setCharacter(): string {
    if (!this.takes('\\')) return this.characters[this.at++] ?? '';
    if (this.peek() === undefined) throw new PatternFault('the pattern ends with a backslash');
    return this.#escapedCharacter();
  }
}

const pointSource = (character: string): string =>
  `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/** A class of one character. */
export const literal = (character: string): ClassItem => ({
  source: pointSource(character),
  negated: false,
});

const CONTROLS: Readonly<Record<string, string>> = {
  a: '\u0007',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
