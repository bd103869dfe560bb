import * as z from "zod";

export const alertSeverities = ["critical", "warning"] as const;
export type AlertSeverity = (typeof alertSeverities)[number];
/** `pending`: met, not long enough yet. `firing`, `acknowledged`: somebody was told. `resolved`: over, and told so. */
export const alertStates = ["pending", "firing", "acknowledged", "resolved"] as const;
export type AlertState = (typeof alertStates)[number];

export const alertDto = z.object({
  id: z.uuid(),
  rule: z.string(),
  /** The handler, the cause or, for paused sending, the database that it is about; empty for the whole pipeline. */
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

/** One that fires and that nobody has taken yet, as the first screen names it. */
export const firingAlertDto = alertDto.pick({
  id: true,
  rule: true,
  subject: true,
  severity: true,
  message: true,
  startedAt: true,
});
export type FiringAlertDto = z.output<typeof firingAlertDto>;

export const alertNoticeDto = z.object({
  id: z.uuid(),
  channel: z.string(),
  title: z.string(),
  state: z.enum(["due", "sent", "failed"]),
  attempts: z.int(),
  error: z.string().nullable(),
  at: z.iso.datetime(),
});

export const alertListDto = z.object({
  at: z.iso.datetime(),
  /** Firing first, then acknowledged, then pending; the longest first. */
  open: z.array(alertDto),
  /** The latest that are over, fifty at most. */
  resolved: z.array(alertDto),
  /** The latest notices, twenty at most. */
  notices: z.array(alertNoticeDto),
  /** Where notices go. `log` always. */
  channels: z.array(z.string()),
  rules: z.array(
    z.object({
      id: z.string(),
      severity: z.enum(alertSeverities),
      when: z.string(),
      /** Handlers whose file declares other thresholds, and when it is met for them. */
      own: z.array(z.object({ handler: z.string(), label: z.string(), when: z.string() })),
      holdSeconds: z.int(),
      coolDownSeconds: z.int(),
    }),
  ),
});
export type AlertListDto = z.output<typeof alertListDto>;

/** What a receiver of the generic webhook gets, and what stands in `alert_notice`. */
export const alertNoticeBody = z.object({
  type: z.enum(["alert.firing", "alert.resolved"]),
  title: z.string(),
  source: z.string(),
  at: z.iso.datetime(),
  alerts: z.array(alertDto),
});
export type AlertNoticeBody = z.output<typeof alertNoticeBody>;
