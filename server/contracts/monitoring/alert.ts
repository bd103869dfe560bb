import * as z from "zod";

export const alertSeverities = ["critical", "warning"] as const;
export type AlertSeverity = (typeof alertSeverities)[number];
/** `pending`: the condition is met, but not long enough yet. `firing` and `resolved` are notified. */
export const alertStates = ["pending", "firing", "acknowledged", "resolved"] as const;
export type AlertState = (typeof alertStates)[number];
export const openAlertStates = ["pending", "firing", "acknowledged"] as const satisfies readonly AlertState[];
export const noticeStates = ["due", "sent", "failed"] as const;
export type NoticeState = (typeof noticeStates)[number];

export const alertDto = z.object({
  id: z.uuid(),
  rule: z.string(),
  /** A handler, a cause or, for paused sending, the database. Empty for the whole pipeline. */
  subject: z.string(),
  severity: z.enum(alertSeverities),
  state: z.enum(alertStates),
  message: z.string(),
  startedAt: z.iso.datetime(),
  firedAt: z.iso.datetime().nullable(),
  acknowledgedAt: z.iso.datetime().nullable(),
  acknowledgedBy: z.string().nullable(),
  resolvedAt: z.iso.datetime().nullable(),
});
export type AlertDto = z.output<typeof alertDto>;

/** A firing alert that is not acknowledged, as the overview lists it. */
export const firingAlertDto = alertDto.pick({
  id: true,
  rule: true,
  subject: true,
  severity: true,
  message: true,
  startedAt: true,
});
export type FiringAlertDto = z.output<typeof firingAlertDto>;

const alertNoticeDto = z.object({
  id: z.uuid(),
  channel: z.string(),
  title: z.string(),
  state: z.enum(noticeStates),
  attempts: z.int(),
  error: z.string().nullable(),
  at: z.iso.datetime(),
});

export const alertListDto = z.object({
  at: z.iso.datetime(),
  /** Firing first, then acknowledged, then pending; the longest first. */
  open: z.array(alertDto),
  /** The latest resolved alerts, 50 at most. */
  resolved: z.array(alertDto),
  /** The latest notices, 20 at most. */
  notices: z.array(alertNoticeDto),
  /** Where notices go. `log` always. */
  channels: z.array(z.string()),
  rules: z.array(
    z.object({
      id: z.string(),
      severity: z.enum(alertSeverities),
      when: z.string(),
      /** Handlers with thresholds of their own, and the condition for them. */
      own: z.array(z.object({ handler: z.string(), label: z.string(), when: z.string() })),
      holdSeconds: z.int(),
      coolDownSeconds: z.int(),
    }),
  ),
});
export type AlertListDto = z.output<typeof alertListDto>;

/** The body of the generic webhook, stored in `alert_notice`. */
export const alertNoticeBody = z.object({
  type: z.enum(["alert.firing", "alert.resolved"]),
  title: z.string(),
  source: z.string(),
  at: z.iso.datetime(),
  alerts: z.array(alertDto),
});
export type AlertNoticeBody = z.output<typeof alertNoticeBody>;
