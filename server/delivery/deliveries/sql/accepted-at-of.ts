/**
 * When the destination accepted what delivery `d` sends, or null. For a replay, also when it accepted an earlier revision with
 * the same idempotency key, even after that was dead-lettered (a late 250). An edited replay has a key of its own.
 */
export const acceptedAtOf = (d: string): string => `
  case when ${d}.revision = 1 then ${d}.accepted_at else (
    select min(r.accepted_at) from delivery r where r.idempotency_key = ${d}.idempotency_key
    and (r.id = ${d}.root_id or (r.root_id = ${d}.root_id and r.revision > 1))) end`;
