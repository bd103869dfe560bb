import { expect, test } from "vitest";
import { alertRules, defaultThresholds } from "#server/monitoring/alerts/rules.ts";
import { type AlertStep, type OpenAlert, stepAlert } from "#server/monitoring/alerts/step-alert.ts";
import { thresholdsAmong } from "#server/monitoring/alerts/thresholds.ts";

const rule = { holdSeconds: 30, coolDownSeconds: 60 };
const condition = { subject: "mails", message: "12 died" };

/** Plays looks every ten seconds, `x` where the condition is met; says what was told and where the episode stands. */
function play(looks: string, of = rule) {
  let open: OpenAlert | null = null;
  const told: string[] = [];
  let episodes = 0;
  [...looks].forEach((look, index) => {
    const now = new Date(index * 10_000);
    const step: AlertStep = stepAlert(of, open, look === "x" ? condition : null, now);
    if (step.kind === "begin") {
      open = { state: step.state, message: step.message, startedAt: now, firedAt: null, quietSince: null };
      episodes += 1;
      if (step.state === "firing") told.push(`firing ${index}`);
    }
    if (step.kind === "change" && open) {
      open = { ...open, state: step.state, message: step.message, quietSince: step.quietSince };
      if (step.notify) told.push(`firing ${index}`);
    }
    if (step.kind === "resolve") told.push(`resolved ${index}`);
    if (step.kind === "resolve" || step.kind === "forget") open = null;
  });
  return { told, episodes, state: (open as OpenAlert | null)?.state ?? null };
}

test("nobody is told of what is over before its time", () => {
  expect(play("xxx..xx..")).toEqual({ told: [], episodes: 2, state: null });
});

test("it fires when it has been met for its time, once, and is over when it has been quiet for its cool-down", () => {
  expect(play("xxxxxxxx")).toEqual({ told: ["firing 3"], episodes: 1, state: "firing" });
  expect(play("xxxxx........")).toEqual({ told: ["firing 3", "resolved 11"], episodes: 1, state: null });
});

test("what flaps within its cool-down is one episode with two notices, however long it flaps", () => {
  expect(play(`xxxx${"..x.x".repeat(200)}.......`).told).toHaveLength(2);
});

test("without a time to be met it fires at once, and without a cool-down it is over at once", () => {
  expect(play("x.", { holdSeconds: 0, coolDownSeconds: 0 })).toEqual({
    told: ["firing 0", "resolved 1"],
    episodes: 1,
    state: null,
  });
});

test("an acknowledged one stays acknowledged while it lasts, and is told to be over", () => {
  const acknowledged: OpenAlert = {
    ...{ state: "acknowledged", message: "12 died", startedAt: new Date(0), firedAt: new Date(0), quietSince: null },
  };
  expect(stepAlert(rule, acknowledged, { subject: "mails", message: "14 died" }, new Date(90_000))).toEqual({
    ...{ kind: "change", state: "acknowledged", message: "14 died", quietSince: null, notify: false },
  });
  const quiet = { ...acknowledged, quietSince: new Date(0) };
  expect(stepAlert(rule, quiet, null, new Date(60_000))).toEqual({ kind: "resolve" });
});

test("a handler's own thresholds count for it alone, one by one", () => {
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
