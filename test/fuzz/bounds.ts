/** What reading any file may take, whatever it holds. */
export const BOUNDS = {
  /** Heap of the process that reads, in megabytes: V8 ends it if it needs more. */
  heapMb: 192,
  /** Memory of it in all, in megabytes: the program itself, a row, and what unpacks. */
  residentMb: 450,
  /** Seconds for a large file, or for a hundred small ones, on a slow and busy machine. */
  seconds: 120,
} as const;

/** Small files that one process reads. */
export const SEEDS_AT_ONCE = 100;
