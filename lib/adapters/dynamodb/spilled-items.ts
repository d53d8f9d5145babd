import { type ContentAttributes, partsIn } from './content.ts';
import type { Item } from './item.ts';

/** Most items that a process remembers to have parts: so many that none of its caches holds them all. */
const MAX_REMEMBERED = 10_000;

/**
 * Which items have parts, as far as a process has read or written them.
 *
 * So only a write that replaces such an item has to ask what it replaces: the answer is as large as
 * that, and few items have parts.
 */
export function spilledItems(at: ContentAttributes) {
  const known = new Set<string>();
  return {
    saw(item: Item): void {
      const id = idOf(item);
      known.delete(id);
      if (partsIn(item, at) === undefined) return;
      known.add(id);
      const [first = ''] = known;
      if (known.size > MAX_REMEMBERED) known.delete(first);
    },
    has: (item: Item): boolean => known.size > 0 && known.has(idOf(item)),
  };
}

const idOf = ({ pk, sk }: Item): string => `${pk?.S}\n${sk?.S}`;
