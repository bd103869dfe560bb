import * as z from "zod";
import { alertSeverities } from "#server/contracts/monitoring/alert.ts";

const at = z.iso.datetime();
/** As far back as the audit is looked through: a line that counts so many may stand for more. */
export const mostToldTogether = 5_000;
/** How many of the same stand behind one line: one after the other, by the same hand or of the same kind. */
const count = z.int().min(1);

/** What happened, told in one line. `at` is the newest moment of it. */
export const activityDto = z.discriminatedUnion("kind", [
  /** Somebody did something. For those alone who may read the audit. */
  z.object({
    ...{ kind: z.literal("action"), at, count },
    who: z.string(),
    action: z.string(),
    target: z.object({ kind: z.string(), id: z.string() }),
    /** The order that it is about, where there is one. */
    orderId: z.uuid().nullable(),
  }),
  /** An alert fired, or was over. */
  z.object({
    ...{ kind: z.literal("alert"), at, count },
    turn: z.enum(["fired", "resolved"]),
    rule: z.string(),
    subject: z.string(),
    severity: z.enum(alertSeverities),
    message: z.string(),
    /** How long it lasted; null where it fired. */
    seconds: z.number().nullable(),
  }),
  /** Processes of another build began to run. */
  z.object({ kind: z.literal("deploy"), at, count, build: z.string() }),
  /** Workers that ended without a word: killed, or their host was. */
  z.object({ kind: z.literal("lost"), at, count, worker: z.string() }),
]);
export type ActivityDto = z.output<typeof activityDto>;

/** Newest first. */
export const activityListDto = z.object({ at, items: z.array(activityDto) });
export type ActivityListDto = z.output<typeof activityListDto>;
