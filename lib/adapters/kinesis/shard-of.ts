/** Shard of a record, from its event id `shardId-000000000000:<sequence number>`. */
export const shardOf = (eventId: string): string => eventId.slice(0, eventId.indexOf(':'));
