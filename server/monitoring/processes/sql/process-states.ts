import { goneAfterSeconds, silentAfterSeconds } from "#server/contracts/monitoring/process.ts";

/** The state of a process by the database's clock. A silent process is not shown as draining. */
export const processStateColumn = `case
  when seen_at <= now() - interval '${goneAfterSeconds} seconds' then 'gone'
  when seen_at <= now() - interval '${silentAfterSeconds} seconds' then 'silent'
  when draining then 'draining' else 'alive' end`;

/** Whether a row is a worker that takes deliveries now: it has the duty to deliver and is not draining. */
export const takesDeliveries = `kind = 'worker' and not draining and 'deliver' = any(duties)
  and seen_at > now() - interval '${silentAfterSeconds} seconds'`;
