import { createMailer } from "#server/adapters/mail/create-mailer.ts";
import { postJson } from "#server/adapters/webhooks/post-json.ts";
import { createWebhookClient } from "#server/adapters/webhooks/webhook-client.ts";
import type { AlertNoticeBody } from "#server/contracts/monitoring/alert.ts";
import { layOutAlert } from "#server/monitoring/alerts/alert-notice.ts";
import type { Env } from "#server/platform/env/env.ts";

/** Sends a notice. Throws where the receiver did not accept it. */
export type Channel = (notice: { id: string; body: AlertNoticeBody }, signal: AbortSignal) => Promise<void>;

/** The configured channels by name. They send directly, not through the outbox that the alerts are about. */
export function createChannels(env: Env): Map<string, Channel> {
  const channels = new Map<string, Channel>();
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret, ALERT_SLACK_URL: slack, ALERT_EMAIL: address } = env;
  if (url && secret) {
    const client = createWebhookClient({ url, secret });
    channels.set("webhook", async ({ id, body }, signal) => {
      await client.post(body, { webhookId: id, idempotencyKey: id, signal });
    });
  }
  if (slack) channels.set("slack", ({ body }, signal) => postJson(slack, { text: slackText(body) }, signal));
  if (address) {
    const smtpUrl = env.SMTP_URL ?? `smtp://127.0.0.1:${env.SINK_SMTP_PORT}`;
    const mailer = createMailer({ smtpUrl, from: env.MAIL_FROM });
    channels.set("email", async ({ id, body }, signal) => {
      await mailer.send({ to: { name: "", address }, ...layOutAlert(body) }, { idempotencyKey: id, signal });
    });
  }
  return channels;
}

/** The names of the configured channels. Any process may send a queued notice. */
export const channelNames = (env: Env): string[] => [
  ...(env.ALERT_WEBHOOK_URL && env.ALERT_WEBHOOK_SECRET ? ["webhook"] : []),
  ...(env.ALERT_SLACK_URL ? ["slack"] : []),
  ...(env.ALERT_EMAIL ? ["email"] : []),
];

/** Escapes Slack's control characters, as its documentation requires: an error text must not mention users. */
const escapeSlack = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const slackText = ({ type, title, source, alerts }: AlertNoticeBody): string =>
  escapeSlack(
    [
      `${type === "alert.firing" ? ":rotating_light:" : ":white_check_mark:"} ${title}`,
      ...alerts.slice(0, 10).map(({ severity, rule, message }) => `• ${severity} ${rule}: ${message}`),
      `from ${source}`,
    ].join("\n"),
  );
