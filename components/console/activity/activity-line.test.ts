import { expect, test } from "vitest";
import { activityLine } from "#components/console/activity/activity-line.ts";
import type { ActivityDto } from "#server/contracts/monitoring/activity.ts";

const at = "2026-11-22T03:07:42.000Z";
const id = "01a2281b-be5a-75a8-80ca-a1908f40fe62";
const replayed: ActivityDto = {
  ...{ kind: "action", at, count: 1, who: "Maya Ito", action: "dead-letter.replay" },
  ...{ target: { kind: "delivery", id } },
  ...{ subject: "orders/fa46ad70-7f3c-4f6e-9a52-4f1c8be20a17", orderId: "fa46ad70-7f3c-4f6e-9a52-4f1c8be20a17" },
};
const alert: Extract<ActivityDto, { kind: "alert" }> = {
  ...{ kind: "alert", at, count: 1, turn: "fired", rule: "no_worker", subject: "", severity: "critical" },
  ...{ message: "No worker is running.", seconds: null },
};
const lineOf = (item: ActivityDto) => {
  const { mark, subject, text, href } = activityLine(item);
  return [mark, [subject, text].filter(Boolean).join(" "), href];
};

test.each<[ActivityDto, ReturnType<typeof lineOf>]>([
  [replayed, ["replaying", "Maya Ito replayed a message of order FA46AD70", `/ops/dead-letters/${id}`]],
  [
    { ...replayed, action: "replay.stop", who: "system", target: { kind: "replay", id }, subject: null, orderId: null },
    ["dead", "system stopped the bulk replay", `/ops/replays/${id}`],
  ],
  [
    { ...replayed, count: 214 },
    ["replaying", "Maya Ito replayed 214 messages", "/ops/audit?action=dead-letter.replay&actor=Maya+Ito"],
  ],
  [
    { ...replayed, count: 5_000 },
    ["replaying", "Maya Ito replayed 5,000 or more messages", "/ops/audit?action=dead-letter.replay&actor=Maya+Ito"],
  ],
  [
    {
      ...{ ...replayed, who: "system", action: "breaker.open", target: { kind: "handler", id: "mails" } },
      ...{ subject: null, orderId: null },
    },
    ["paused", "system opened the circuit breaker of mails", "/ops/queues"],
  ],
  [alert, ["alert", "No worker is running", "/ops/workers"]],
  [{ ...alert, count: 3 }, ["alert", "3 alerts fired: No worker is running and others", "/ops/alerts"]],
  [
    { ...alert, turn: "resolved", seconds: 600 },
    ["delivered", "No worker is running · resolved after 10 min", "/ops/alerts"],
  ],
  [{ ...alert, turn: "resolved", count: 2, seconds: 5 }, ["delivered", "2 alerts resolved", "/ops/alerts"]],
  [{ kind: "deploy", at, count: 1, build: "c3d4f1e" }, [null, "Build c3d4f1e deployed", "/ops/workers"]],
  [{ kind: "lost", at, count: 2, worker: "deliver:7" }, ["dead", "2 workers lost (no heartbeat)", "/ops/workers"]],
])("shows an activity item with its link: %#", (item, line) => {
  expect(lineOf(item)).toEqual(line);
});
