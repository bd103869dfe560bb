import * as z from "zod";
import { subjectFields } from "#server/contracts/delivery/subject-fields.ts";
import { alertSeverities } from "#server/contracts/monitoring/alert.ts";

const at = z.iso.datetime();
/** The number of audit entries that are searched. A count of this size may stand for more. */
export const mostToldTogether = 5_000;
/** How many consecutive equal activities this one stands for. */
const count = z.int().min(1);

/** An audited action. Only for readers with the right to the audit log. */
const action = z.object({
  ...{ kind: z.literal("action"), at, count },
  who: z.string(),
  action: z.string(),
  target: z.object({ kind: z.string(), id: z.string() }),
  /** The subject of the target's message, if any. */
  subject: z.string().nullable(),
});
const others = [
  /** An alert fired, or was resolved. */
  z.object({
    ...{ kind: z.literal("alert"), at, count },
    turn: z.enum(["fired", "resolved"]),
    rule: z.string(),
    subject: z.string(),
    severity: z.enum(alertSeverities),
    message: z.string(),
    /** Its duration. Null where it fired. */
    seconds: z.number().nullable(),
  }),
  /** Processes of another build started. */
  z.object({ kind: z.literal("deploy"), at, count, build: z.string() }),
  /** Workers that were lost: they or their hosts were killed. */
  z.object({ kind: z.literal("lost"), at, count, worker: z.string() }),
] as const;

/** An activity as it is stored. */
export const storedActivity = z.discriminatedUnion("kind", [action, ...others]);
/** One activity. `at` is the time of the newest one it stands for. */
export const activityDto = z.discriminatedUnion("kind", [action.extend(subjectFields), ...others]);
export type ActivityDto = z.output<typeof activityDto>;

/** Newest first. */
export const activityListDto = z.object({ at, items: z.array(activityDto) });
export type ActivityListDto = z.output<typeof activityListDto>;
