import type { Json } from '../../core/aggregators/aggregator.ts';
import type { StateEraser } from '../../ports/state-eraser.ts';
import type {
  StateImage,
  StateKey,
  StateStore,
  StoredState,
  Timer,
  TimerImage,
} from '../../ports/state-store.ts';
import type { TaskId } from '../../ports/task.ts';

/** States in memory. */
export interface MemoryStateStore
  extends StateStore,
    Omit<StateEraser, 'eraseIds' | 'eraseLeftovers'> {
  /** States that remember something. */
  states(): readonly StoredState[];
  timers(): readonly Timer[];
}

interface Fenced<T> {
  readonly image: T;
  readonly fence: string;
}

/** States and timers in memory. */
export function memoryStateStore(): MemoryStateStore {
  const states = new Map<string, Fenced<string>>();
  const timers = new Map<string, Fenced<Timer>>();

  function writeState(id: string, image: StateImage, fence: string): void {
    if ((states.get(id)?.fence ?? '') >= fence) return;
    states.set(id, { image: JSON.stringify(image), fence });
  }

  function eraseWhere(ids: Iterable<string>, isMeant: (state: Json) => boolean): number {
    let erased = 0;
    for (const id of ids) {
      const image = states.get(id)?.image;
      if (image === undefined || !isMeant((JSON.parse(image) as StateImage).state)) continue;
      states.delete(id);
      erased++;
    }
    return erased;
  }

  function writeTimer(id: string, { isSet, ...image }: TimerImage, fence: string): void {
    if ((timers.get(id)?.fence ?? '') >= fence) return;
    if (isSet) timers.set(id, { image, fence });
    else timers.delete(id);
  }

  return {
    read: async (task, keys) =>
      keys.flatMap((key) => {
        const stored = states.get(stateId(task, key));
        return stored === undefined ? [] : [JSON.parse(stored.image) as StateImage];
      }),
    async write(task, changes, fence) {
      for (const image of changes.states) writeState(stateId(task, image), image, fence);
      for (const { home = task.shard, ...image } of changes.timers) {
        writeTimer(timerId({ ...task, shard: home }, image), image, fence);
      }
    },
    async due(task, { step, until, limit, isAskedFor = () => true }) {
      const mine = [...timers]
        .filter(([id, { image }]) => id.startsWith(prefixOf(task)) && image.step === step)
        .map(([, { image }]) => image)
        .filter(({ key }) => isAskedFor(key))
        .sort((a, b) => a.due - b.due || (a.key < b.key ? -1 : 1));
      const due = mine.filter((timer) => timer.due <= until).slice(0, limit);
      return { timers: due, next: mine[due.length]?.due ?? null };
    },
    eraseStates: async (task, keys, isMeant) =>
      eraseWhere(new Set(keys.map((key) => stateId(task, key))).values(), isMeant),
    async sweepStates(task, owners, isMeant) {
      const ids = [...states].flatMap(([id, { image }]) => {
        const { owner, key } = JSON.parse(image) as StateImage;
        return owners.includes(owner) && id === stateId(task, { owner, key }) ? [id] : [];
      });
      return eraseWhere(ids, isMeant);
    },
    async eraseTimers(task, isMeant) {
      const mine = [...timers].filter(
        ([id, { image }]) => id.startsWith(prefixOf(task)) && isMeant(image),
      );
      for (const [id] of mine) timers.delete(id);
      return mine.length;
    },
    states: () =>
      [...states.values()]
        .map(({ image }) => JSON.parse(image) as StateImage)
        .filter(({ isEmpty }) => !isEmpty),
    timers: () => [...timers.values()].map(({ image }) => image),
  };
}

const stateId = ({ pipeline }: TaskId, { owner, key }: StateKey): string =>
  JSON.stringify([pipeline, owner, key]);

const prefixOf = ({ pipeline, lane, shard }: TaskId): string => `${pipeline}/${lane}/${shard}/`;

const timerId = (task: TaskId, { step, due, key }: Timer): string =>
  prefixOf(task) + JSON.stringify([step, due, key]);
