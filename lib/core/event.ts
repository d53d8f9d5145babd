/** An event as operators see it: its declared and derived fields by name. Never changed. */
export type Event = Readonly<Record<string, unknown>>;
