import type { ShownState } from "#server/contracts/delivery/delivery.ts";

export const markNames = [
  "waiting",
  "queued",
  "active",
  "retrying",
  "replaying",
  "delivered",
  "dead",
  "alert",
  "withdrawn",
  "maybe-sent",
  "discarded",
  "skipped",
  "paused",
] as const;
export type MarkName = (typeof markNames)[number];

/** Label of each state icon. */
export const markLabels: Record<MarkName, string> = {
  waiting: "Waiting",
  queued: "Queued",
  active: "Active",
  retrying: "Retrying",
  replaying: "Replaying",
  delivered: "Delivered",
  dead: "Dead-lettered",
  alert: "Alert",
  withdrawn: "Undone",
  "maybe-sent": "Maybe sent",
  discarded: "Discarded",
  skipped: "Skipped",
  paused: "Paused",
};

type Tone = { mark: string; text: string };

const tone = {
  waiting: { mark: "text-waiting-mark", text: "text-waiting" },
  active: { mark: "text-active-mark", text: "text-active" },
  retrying: { mark: "text-retrying-mark", text: "text-retrying" },
  replaying: { mark: "text-replaying-mark", text: "text-replaying" },
  delivered: { mark: "text-delivered-mark", text: "text-delivered" },
  dead: { mark: "text-dead-mark", text: "text-dead" },
  discarded: { mark: "text-discarded-mark", text: "text-discarded" },
  alert: { mark: "text-danger", text: "text-danger" },
} satisfies Record<string, Tone>;

/** Colours repeat the meaning of the shapes: seven hues for thirteen icons. */
export const toneOf: Record<MarkName, Tone> = {
  waiting: tone.waiting,
  queued: tone.active,
  active: tone.active,
  retrying: tone.retrying,
  replaying: tone.replaying,
  delivered: tone.delivered,
  dead: tone.dead,
  alert: tone.alert,
  withdrawn: tone.waiting,
  "maybe-sent": tone.dead,
  discarded: tone.discarded,
  skipped: tone.waiting,
  paused: tone.waiting,
};

/** Icon and label of a delivery state. */
export function markOf(shown: ShownState): { name: MarkName; word: string } {
  if (shown === "replayed") return { name: "replaying", word: "Replayed" };
  return { name: shown, word: markLabels[shown] };
}
