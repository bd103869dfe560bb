/**
 * When the other side took what the delivery `d` is to send, or null: of a replay also when it took an earlier revision
 * of the same key, be it after that one's death (a zombie's late 250). An edited replay has a key of its own.
 */
export const acceptedAtOf = (d: string): string => `
  case when ${d}.revision = 1 then ${d}.accepted_at else (
    select min(r.accepted_at) from delivery r where r.idempotency_key = ${d}.idempotency_key
    and (r.id = ${d}.root_id or (r.root_id = ${d}.root_id and r.revision > 1))) end`;
