import type { RecordStore } from '../../../lib/ports/record-store.ts';
import type { StateImage, StateStore, TimerImage } from '../../../lib/ports/state-store.ts';
import type { TaskId } from '../../../lib/ports/task.ts';
import { type Ground, idOf } from './heads.ts';

/** Records, each put by a call of its own, on the condition that it is not there. */
export const simulatedRecords = ({ network, who, tables }: Ground): RecordStore => ({
  async append(records) {
    await Promise.all(
      records.map((record) => {
        const { view, key, time, id } = record;
        const name = `${view} ${key} ${time} ${id}`;
        return network.call(who, `PutItem ${name}`, () => {
          if (tables.records.has(name)) return;
          tables.records.set(name, record);
          network.tell(() => `${name} is ${JSON.stringify(record.record)}, by ${who.name}`);
        });
      }),
    );
  },
});

/** Writes whatever is there; no epoch has it. */
export const NO_FENCE = '';

/**
 * States and timers, each written by a call of its own. A timer that is removed leaves no fence, so one
 * that was set before may come back, as the contract has it.
 */
export function simulatedStates({ network, who, tables }: Ground): StateStore {
  const stateName = ({ pipeline }: TaskId, owner: string, key: string) =>
    `${pipeline} ${owner} ${key}`;
  const timerName = (task: TaskId, { step, due, key }: TimerImage) =>
    `${idOf(task)} ${step} ${due} ${key}`;

  function unlessNewer<T>(table: Map<string, { item: T; fence: string }>, name: string) {
    return (fence: string, item: T | undefined): Promise<void> =>
      network.call(who, `${item === undefined ? 'DeleteItem' : 'PutItem'} ${name}`, () => {
        if (fence !== NO_FENCE && (table.get(name)?.fence ?? '') >= fence) return;
        if (item === undefined) table.delete(name);
        else table.set(name, { item, fence });
      });
  }

  return {
    read: (task, keys) =>
      keys.length === 0
        ? Promise.resolve([])
        : network.call(who, 'BatchGetItem states', () =>
            keys.flatMap(({ owner, key }) => {
              const stored = tables.states.get(stateName(task, owner, key));
              return stored === undefined ? [] : [JSON.parse(stored.item) as StateImage];
            }),
          ),
    async write(task, { states, timers }, fence) {
      await Promise.all([
        ...states.map((image) => {
          const name = stateName(task, image.owner, image.key);
          return unlessNewer(tables.states, name)(fence, JSON.stringify(image));
        }),
        ...timers.map((image) => {
          const { step, due, key } = image;
          const name = timerName(task, image);
          return unlessNewer(tables.timers, name)(
            fence,
            image.isSet ? { step, due, key } : undefined,
          );
        }),
      ]);
    },
    due: (task, { step, until, limit }) =>
      network.call(who, `Query timers ${idOf(task)} ${step}`, () => {
        const mine = [...tables.timers]
          .filter(([name, { item }]) => name.startsWith(`${idOf(task)} `) && item.step === step)
          .map(([, { item }]) => item)
          .sort((a, b) => a.due - b.due || (a.key < b.key ? -1 : 1));
        const due = mine.filter((timer) => timer.due <= until).slice(0, limit);
        return { timers: due, next: mine[due.length]?.due ?? null };
      }),
  };
}
