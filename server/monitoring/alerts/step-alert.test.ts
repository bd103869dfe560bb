import { expect, test } from "vitest";
import { alertRules, defaultThresholds } from "#server/monitoring/alerts/rules.ts";
import { type AlertStep, type OpenAlert, stepAlert } from "#server/monitoring/alerts/step-alert.ts";
import { thresholdsAmong } from "#server/monitoring/alerts/thresholds.ts";

const rule = { holdSeconds: 30, coolDownSeconds: 60 };
const condition = { subject: "mails", message: "12 died" };

/** Plays one evaluation per 10 s, `x` where the condition is met. Returns notices, number of alerts and state. */
function play(looks: string, of = rule) {
  let open: OpenAlert | null = null;
  const notified: string[] = [];
  let alerts = 0;
  [...looks].forEach((look, index) => {
    const now = new Date(index * 10_000);
    const step: AlertStep = stepAlert(of, open, look === "x" ? condition : null, now);
    if (step.kind === "begin") {
      open = { state: step.state, message: step.message, startedAt: now, firedAt: null, quietSince: null };
      alerts += 1;
      if (step.state === "firing") notified.push(`firing ${index}`);
    }
    if (step.kind === "change" && open) {
      open = { ...open, state: step.state, message: step.message, quietSince: step.quietSince };
      if (step.notify) notified.push(`firing ${index}`);
    }
    if (step.kind === "resolve") notified.push(`resolved ${index}`);
    if (step.kind === "resolve" || step.kind === "forget") open = null;
  });
  return { notified, alerts, state: (open as OpenAlert | null)?.state ?? null };
}

test("sends no notice for a condition that ends within its hold time", () => {
  expect(play("xxx..xx..")).toEqual({ notified: [], alerts: 2, state: null });
});

test("fires once after its hold time, and resolves after its cool-down", () => {
  expect(play("xxxxxxxx")).toEqual({ notified: ["firing 3"], alerts: 1, state: "firing" });
  expect(play("xxxxx........")).toEqual({ notified: ["firing 3", "resolved 11"], alerts: 1, state: null });
});

test("sends two notices for a condition that flaps within its cool-down", () => {
  expect(play(`xxxx${"..x.x".repeat(200)}.......`).notified).toHaveLength(2);
});

test("fires at once without a hold time, and resolves at once without a cool-down", () => {
  expect(play("x.", { holdSeconds: 0, coolDownSeconds: 0 })).toEqual({
    notified: ["firing 0", "resolved 1"],
    alerts: 1,
    state: null,
  });
});

test("stays acknowledged while the condition is met, and is notified when it resolves", () => {
  const acknowledged: OpenAlert = {
    ...{ state: "acknowledged", message: "12 died", startedAt: new Date(0), firedAt: new Date(0), quietSince: null },
  };
  expect(stepAlert(rule, acknowledged, { subject: "mails", message: "14 died" }, new Date(90_000))).toEqual({
    ...{ kind: "change", state: "acknowledged", message: "14 died", quietSince: null, notify: false },
  });
  const quiet = { ...acknowledged, quietSince: new Date(0) };
  expect(stepAlert(rule, quiet, null, new Date(60_000))).toEqual({ kind: "resolve" });
});

test("applies a handler's own thresholds to that handler only, one by one", () => {
  const handler = (id: string) => ({
    ...{ handler: id, paused: false, held: null, ready: 3, oldestReadySeconds: 400, dead: 0, oldestDeadSeconds: null },
    ...{ deliveredLastMinute: 30, failedLastMinute: 12, diedLastMinute: 0 },
  });
  const facts = {
    workers: 1,
    sending: null,
    outbox: { pending: 0, lagSeconds: null },
    handlers: [handler("touchy"), handler("usual")],
    causes: [],
  };
  const thresholdsOf = thresholdsAmong([
    { id: "touchy", alerts: { failureRate: 0.2, queueAgeSeconds: 600 } },
    { id: "usual" },
  ]);
  const found = alertRules.flatMap(({ id, find }) => find(facts, thresholdsOf).map(({ subject }) => [id, subject]));
  expect(found).toEqual([
    ["queue_age", "usual"],
    ["failure_rate", "touchy"],
  ]);
  expect(thresholdsOf("of another build")).toEqual(defaultThresholds);
});
