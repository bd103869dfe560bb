import * as z from "zod";

/** Kinds of expiring data, in the order of the page. */
export const retentionKinds = {
  payloads: "Payloads of settled messages",
  dead_letters: "Untouched dead letters",
  idempotency_keys: "Idempotency keys",
  sign_ins: "Sessions and sign-in attempts",
  alerts: "Resolved alerts and their notifications",
  processes: "Lost processes and deployments",
  replays: "Changes of bulk replays",
} as const;
export type RetentionKind = keyof typeof retentionKinds;
export const retentionKindNames = Object.keys(retentionKinds) as [RetentionKind, ...RetentionKind[]];

const retentionRunDto = z.object({
  startedAt: z.iso.datetime(),
  /** Null while it runs, or where its worker was lost. */
  endedAt: z.iso.datetime().nullable(),
  rows: z.int(),
  batches: z.int(),
  error: z.string().nullable(),
  /** Total of all runs. */
  rowsTotal: z.int(),
});

export const retentionDto = z.object({
  at: z.iso.datetime(),
  items: z.array(
    z.object({
      kind: z.enum(retentionKindNames),
      /** The rule by the configuration of the last run's worker; before the first run, of this process. */
      rule: z.string(),
      /** Null before the first run. */
      last: retentionRunDto.nullable(),
      /** When the next run is due while a worker runs; null before the first one. */
      nextAt: z.iso.datetime().nullable(),
    }),
  ),
});
export type RetentionDto = z.output<typeof retentionDto>;
