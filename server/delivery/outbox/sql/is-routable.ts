/**
 * The condition that the pending message `p` can be relayed as it is addressed: to everybody, to a handler of `route` (a CTE
 * with type and handler), or to one that has its delivery already, as a replay has.
 */
export const isRoutable = (p: string): string => `(${p}.target_handler is null
  or exists (select from route r where r.type = ${p}.type and r.handler = ${p}.target_handler)
  or (select d.id from delivery d where d.message_id = ${p}.message_id limit 1) is not null)`;
