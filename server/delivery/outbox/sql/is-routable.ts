/**
 * The condition that the pending message `p` can be relayed: it has no target handler, its target is a handler of `route` (a
 * CTE with type and handler), or its delivery exists already, as that of a replay.
 */
export const isRoutable = (p: string): string => `(${p}.target_handler is null
  or exists (select from route r where r.type = ${p}.type and r.handler = ${p}.target_handler)
  or (select d.id from delivery d where d.message_id = ${p}.message_id limit 1) is not null)`;
