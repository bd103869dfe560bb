import { goneAfterSeconds, silentAfterSeconds } from "#server/contracts/monitoring/process.ts";

/** What a row says of its process, by the database's clock alone. Whether it drained says nothing once it is silent. */
export const processStateColumn = `case
  when seen_at <= now() - interval '${goneAfterSeconds} seconds' then 'gone'
  when seen_at <= now() - interval '${silentAfterSeconds} seconds' then 'silent'
  when draining then 'draining' else 'alive' end`;

/** Whether a row is a worker that takes deliveries now. One that drains begins none, one that only relays never does. */
export const takesDeliveries = `kind = 'worker' and not draining and 'deliver' = any(duties)
  and seen_at > now() - interval '${silentAfterSeconds} seconds'`;
