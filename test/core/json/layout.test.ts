import { describe, expect, test } from '@jest/globals';
import { type Layout, MAX_MEMBERS, mergeLayouts, observe } from '../../../lib/core/json/layout.ts';

const layoutOf = (text: string): Layout | undefined => {
  const bytes = new TextEncoder().encode(text);
  return observe(bytes, 0, bytes.length);
};

const keysOf = (layout: Layout | undefined): readonly string[] | undefined =>
  layout?.members.map(({ key }) => key);

describe('observe', () => {
  test('notes the keys in order, what they held, and the spaces between', () => {
    expect(layoutOf(' { "a" : 1, "b" : "x", "c" : null, "d" : [{"e":1}] } ')).toEqual({
      spaces: [' ', ' ', ' ', ' '],
      members: [
        { key: 'a', seen: 'number' },
        { key: 'b', seen: 'string' },
        { key: 'c', seen: 'word' },
        { key: 'd', seen: 'nested' },
      ],
    });
  });

  test('leaves out keys that are written with an escape, or are very long', () => {
    expect(keysOf(layoutOf(`{"\\u0061":1,"b":2,"${'c'.repeat(300)}":3}`))).toEqual(['b']);
  });

  test('keeps a bounded number of keys', () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`k${i}`, i]));

    expect(keysOf(layoutOf(JSON.stringify(many)))).toHaveLength(MAX_MEMBERS);
  });

  test('has nothing to say about an object without members', () => {
    expect(layoutOf('{ }')).toBeUndefined();
  });
});

describe('mergeLayouts', () => {
  const merge = (a: string, b: string): readonly string[] | undefined => {
    const [known, seen] = [layoutOf(a), layoutOf(b)];
    return known && seen && keysOf(mergeLayouts(known, seen));
  };

  test('puts a new key behind the one that it followed', () => {
    expect(merge('{"a":1,"d":1}', '{"a":1,"b":1,"c":1,"d":1}')).toEqual(['a', 'b', 'c', 'd']);
    expect(merge('{"b":1}', '{"a":1,"b":1,"c":1}')).toEqual(['a', 'b', 'c']);
  });

  test('keeps the known order when another one is seen', () => {
    expect(merge('{"a":1,"b":1}', '{"b":1,"x":1,"a":1}')).toEqual(['a', 'b', 'x']);
  });
});
