import { afterAll, beforeEach, expect, test } from "vitest";
import { startLocalMailServer } from "#server/adapters/local-mail-server/start-local-mail-server.ts";
import type { AlertNoticeBody } from "#server/contracts/monitoring/alert.ts";
import { insertPermit } from "#server/delivery/gate/gate.ts";
import { acknowledgeAlert } from "#server/monitoring/alerts/acknowledge-alert.ts";
import { createChannels } from "#server/monitoring/alerts/channels.ts";
import { applyEvaluation, evaluateAlerts } from "#server/monitoring/alerts/evaluate-alerts.ts";
import { listAlerts } from "#server/monitoring/alerts/list-alerts.ts";
import { resumeSending } from "#server/monitoring/alerts/resume-sending.ts";
import { sendNotices } from "#server/monitoring/alerts/send-notices.ts";
import { readAlertFacts } from "#server/monitoring/alerts/sql/read-facts.ts";
import { getSnapshot } from "#server/monitoring/pipeline/get-snapshot.ts";
import { parseEnv } from "#server/platform/env/env.ts";
import { testDatabase } from "#server/testing/database.ts";
import { anOperator, anOrderCreated } from "#server/testing/factories.ts";
import { aPipeline } from "#server/testing/pipeline.ts";
import { withdrawPermit } from "#server/testing/restored.ts";
import { insertRunningProcess } from "#server/testing/running-process.ts";
import { rulesOf, startAlertReceiver } from "#server/testing/servers/start-alert-receiver.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
const receiver = await startAlertReceiver();
const { received, signed } = receiver;
afterAll(async () => {
  await pipeline.stop();
  await receiver.stop();
});

const env = parseEnv(receiver.settings);
const channels = createChannels(env);
const signal = new AbortController().signal;
async function evaluate(): Promise<void> {
  await evaluateAlerts(pool, env, 0);
  await sendNotices(pool, channels, signal);
}
const openOf = async (rule: string) => (await listAlerts()).open.filter((alert) => alert.rule === rule);
/** Moves the start of every open alert back. */
const later = (seconds: number) =>
  pool.query("update alert set started_at = started_at - make_interval(secs => $1) where state <> 'resolved'", [
    seconds,
  ]);

beforeEach(async () => {
  await pool.query("truncate alert, alert_notice, running_process");
  await pool.query("delete from delivery");
  await insertPermit(pool);
  await insertRunningProcess(pool);
  received.length = 0;
});

test("fires at once in every channel while sending is paused, and resolves on resume", async () => {
  const sink = await startLocalMailServer({ db: pool, port: 0 });
  const mailed = parseEnv({
    ...receiver.settings,
    ALERT_EMAIL: "oncall@example.com",
    SMTP_URL: `smtp://127.0.0.1:${sink.port}`,
  });
  await anOrderCreated(pool);
  await pipeline.tick();
  await pool.query("update delivery set queued_at = now() - interval '1 h'");
  // No worker has run since the restore: the first evaluation, such as web's, reports it.
  await withdrawPermit(pool);
  await pool.query("delete from running_process");
  await evaluateAlerts(pool, mailed, 0);
  expect(await sendNotices(pool, createChannels(mailed), signal)).toBe(3);
  const message =
    "Sending is paused: it was paused for a restore. 2 deliveries wait. Compare with the mail server's log, then resume sending on the overview page of the console.";
  expect(signed()).toMatchObject([
    { genuine: true, body: { type: "alert.firing", title: message, alerts: [{ severity: "critical" }] } },
  ]);
  expect(rulesOf(signed()[0]?.body as AlertNoticeBody)).toEqual(["sending_paused"]);
  expect(received.find(({ path }) => path === "/slack")?.body.text).toContain(`critical sending_paused: ${message}`);
  const { rows } = await pool.query("select subject from captured_mail where recipient = 'oncall@example.com'");
  expect(rows.at(-1)?.subject).toContain("Sending is paused");
  const paused = await getSnapshot();
  expect(paused.sending).toEqual({ reason: "withdrawn", since: null });
  expect(paused.firing).toMatchObject([{ rule: "sending_paused", severity: "critical", message }]);
  await later(600);
  await evaluate();
  expect(await openOf("queue_age")).toEqual([]);

  await insertRunningProcess(pool);
  await resumeSending({ actor: anOperator, requestId: null, reason: "compared with the mail log" });
  // Resolved with the response, so that no page shows it until the next evaluation.
  expect((await getSnapshot()).firing.filter(({ rule }) => rule === "sending_paused")).toEqual([]);
  await pool.query("update delivery set queued_at = now()");
  await evaluate();
  expect((await listAlerts()).resolved.filter(({ rule }) => rule === "sending_paused")).toMatchObject([{ message }]);
  await sink.stop();
});

test("fires again for a restored backup of a paused database, without a resolved notice", async () => {
  await withdrawPermit(pool);
  await evaluate();
  const [alert] = await openOf("sending_paused");
  await acknowledgeAlert({ id: alert?.id ?? "", actor: anOperator, requestId: null });
  received.length = 0;
  // The alert's rows as the backup has them, in a database whose permit was withdrawn again.
  await withdrawPermit(pool);
  await evaluate();
  await evaluate();
  expect(signed().map(({ body }) => [body.type, rulesOf(body)])).toEqual([["alert.firing", ["sending_paused"]]]);
  expect(await openOf("sending_paused")).toMatchObject([{ state: "firing" }]);
});

test("changes nothing when a later evaluation has begun", async () => {
  await withdrawPermit(pool);
  const late = await readAlertFacts(pool, 0);
  await insertPermit(pool);
  await evaluate();
  if (!late) throw new Error("no evaluation began");
  expect(await applyEvaluation(pool, late, env)).toBeNull();
  expect(await openOf("sending_paused")).toEqual([]);
  expect(received).toEqual([]);
});
