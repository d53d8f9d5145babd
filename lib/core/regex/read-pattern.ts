import { append } from '../many.ts';
import { ClassReader, literal, PatternFault } from './read-class.ts';
import type { CharacterClass, PatternTree } from './tree.ts';

/** Most times that a part may be asked for, as in RE2. */
const MAX_REPEAT = 1_000;

/** Deepest nesting of groups. */
const MAX_DEPTH = 100;

interface Flags {
  readonly foldsCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
}

/**
 * Reads a pattern in RE2's syntax.
 *
 * Source: "Syntax", github.com/google/re2/wiki/Syntax; no `\C`, and groups capture nothing.
 *
 * @throws PatternFault
 */
export function readPattern(text: string): PatternTree {
  return new Reader(text).whole();
}

class Reader extends ClassReader {
  #depth = 0;
  readonly #names = new Set<string>();
  #flags: Flags = { foldsCase: false, multiline: false, dotAll: false };

  whole(): PatternTree {
    const tree = this.#either();
    if (this.peek() !== undefined) throw new PatternFault("a ')' closes nothing");
    return tree;
  }

  #either(): PatternTree {
    const parts = [this.#both()];
    while (this.takes('|')) parts.push(this.#both());
    return parts.length === 1 ? (parts[0] as PatternTree) : { kind: 'either', parts };
  }

  #both(): PatternTree {
    const parts: PatternTree[] = [];
    for (
      let next = this.peek();
      next !== undefined && next !== '|' && next !== ')';
      next = this.peek()
    ) {
      append(parts, this.#repeated());
    }
    return parts.length === 1 ? (parts[0] as PatternTree) : { kind: 'both', parts };
  }

  /** Several characters between `\Q` and `\E`; mostly one part. */
  #repeated(): readonly PatternTree[] {
    const parts = this.#part();
    const times = this.#times();
    const last = parts.at(-1);
    if (times === undefined) return parts;
    if (last === undefined) throw new PatternFault('nothing is repeated');
    this.takes('?');
    const next = this.peek();
    if (next === '*' || next === '+' || next === '?' || this.#times() !== undefined) {
      throw new PatternFault('a repetition is repeated');
    }
    return [...parts.slice(0, -1), { kind: 'repeat', of: last, ...times }];
  }

  #times(): { readonly least: number; readonly most: number | null } | undefined {
    if (this.takes('*')) return { least: 0, most: null };
    if (this.takes('+')) return { least: 1, most: null };
    if (this.takes('?')) return { least: 0, most: 1 };
    if (this.peek() !== '{') return undefined;
    const end = this.characters.indexOf('}', this.at);
    const inner = end < 0 ? '' : this.characters.slice(this.at + 1, end).join('');
    const match = /^(\d+)(?:(,)(\d*))?$/.exec(inner);
    if (match === null) return undefined;
    const least = Number(match[1]);
    const most = match[2] === undefined ? least : match[3] === '' ? null : Number(match[3]);
    if (least > MAX_REPEAT || (most ?? 0) > MAX_REPEAT || (most !== null && most < least)) {
      throw new PatternFault(`{${inner}} is no number of times up to ${MAX_REPEAT}`);
    }
    this.at = end + 1;
    return { least, most };
  }

  #part(): readonly PatternTree[] {
    if (this.takes('\\Q')) return this.#quoted();
    const next = this.characters[this.at++] as string;
    switch (next) {
      case '(':
        return [this.#group()];
      case '[':
        return [this.#one(this.set())];
      case '.':
        return [this.#one({ items: this.#flags.dotAll ? [] : [NEWLINE], negated: true })];
      case '^':
        return [{ kind: 'assert', assertion: this.#flags.multiline ? 'beginLine' : 'beginText' }];
      case '$':
        return [{ kind: 'assert', assertion: this.#flags.multiline ? 'endLine' : 'endText' }];
      case '\\':
        return [this.#escaped()];
      case '*':
      case '+':
      case '?':
        throw new PatternFault(`nothing stands before ${next}`);
      default:
        return [this.#one({ items: [literal(next)], negated: false })];
    }
  }

  #one(of: Omit<CharacterClass, 'foldsCase'>): PatternTree {
    return { kind: 'one', of: { ...of, foldsCase: this.#flags.foldsCase } };
  }

  #quoted(): readonly PatternTree[] {
    const parts: PatternTree[] = [];
    while (this.peek() !== undefined && !this.takes('\\E')) {
      const next = this.characters[this.at++] as string;
      parts.push(this.#one({ items: [literal(next)], negated: false }));
    }
    return parts;
  }

  #group(): PatternTree {
    if (this.#depth >= MAX_DEPTH) throw new PatternFault('groups are nested too deeply');
    const outer = this.#flags;
    const isFlagsOnly = this.takes('?') && this.#groupHead();
    if (isFlagsOnly) return { kind: 'empty' };
    this.#depth++;
    const tree = this.#either();
    this.#depth--;
    if (!this.takes(')')) throw new PatternFault("a '(' is not closed");
    this.#flags = outer;
    return tree;
  }

  /** What follows `(?`: a name, or flags; whether the group holds nothing but flags. */
  #groupHead(): boolean {
    const rest = this.characters.slice(this.at, this.at + 80).join('');
    const named = /^P?<([A-Za-z_][A-Za-z0-9_]*)>/.exec(rest);
    if (named !== null) {
      const [whole, name = ''] = named;
      if (this.#names.has(name)) throw new PatternFault(`two groups are named ${name}`);
      this.#names.add(name);
      this.at += whole.length;
      return false;
    }
    const match = /^([imsU]*)(?:-([imsU]+))?([:)])/.exec(rest);
    if (match === null || match[0] === ')') {
      throw new PatternFault(
        `(?${rest.slice(0, 2)} is not in RE2: it looks neither ahead nor back`,
      );
    }
    const [whole, on = '', off = '', end] = match;
    this.at += whole.length;
    const { foldsCase, multiline, dotAll } = this.#flags;
    const set = (flag: string, was: boolean): boolean =>
      (was || on.includes(flag)) && !off.includes(flag);
    this.#flags = {
      foldsCase: set('i', foldsCase),
      multiline: set('m', multiline),
      dotAll: set('s', dotAll),
    };
    return end === ')';
  }

  #escaped(): PatternTree {
    const next = this.peek();
    const assertion = next === undefined ? undefined : ASSERTIONS[next];
    if (assertion !== undefined) {
      this.at++;
      return { kind: 'assert', assertion };
    }
    return this.#one({ items: [this.escapedItem()], negated: false });
  }
}

const NEWLINE = literal('\n');

const ASSERTIONS: Readonly<Record<string, Extract<PatternTree, { kind: 'assert' }>['assertion']>> =
  {
    A: 'beginText',
    z: 'endText',
    b: 'wordBoundary',
    B: 'noWordBoundary',
  };
