import type { WireItem } from '../../support/dynamodb/wire.ts';
import type { Mutation } from '../mutation.ts';

/** Puts each dead letter into an object of its own, however many one record becomes. */
export const lettersAlone: Mutation = {
  ports: (ports) => ({
    ...ports,
    deadLetters: {
      async put(letters) {
        for (const letter of letters) await ports.deadLetters.put([letter]);
      },
    },
  }),
};

/** Joins keys and ids without saying where one ends: `ad` and `as1` are then `ada` and `s1`. */
export const joinedIds: Mutation = {
  ports: (ports) => ({
    ...ports,
    seen: { ...ports.seen, nameOf: (key, id) => ports.seen.nameOf('', `${key}${id}`) },
  }),
};

/** Writes rows of a key called `@watermark` to where the marks of their view are. */
export const reachableMarks: Mutation = {
  rewrite: (_operation, call) => {
    const [, view] = /^([^@#]+)#@watermark$/.exec(String(call.Item?.['pk']?.['S'])) ?? [];
    if (view === undefined) return call;
    const Item: WireItem = { ...call.Item, pk: { S: `@watermark#${view}` } };
    return { ...call, Item };
  },
};

/** Most results of a key that a process writes in one go. */
const SHED_FROM = 40;

/** Leaves out what one key gives beyond so much in one epoch. */
export const keysShed: Mutation = {
  ports: (ports) => ({
    ...ports,
    records: {
      append(records, fence) {
        const taken = new Map<string, number>();
        return ports.records.append(
          records.filter(({ key }) => {
            const count = (taken.get(key) ?? 0) + 1;
            taken.set(key, count);
            return count <= SHED_FROM;
          }),
          fence,
        );
      },
    },
  }),
};
