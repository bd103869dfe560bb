import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { verifyWebhook } from "#server/adapters/webhooks/verify-webhook.ts";
import type { AlertNoticeBody } from "#server/contracts/monitoring/alert.ts";

type ReceivedNotice = { path: string; body: AlertNoticeBody & { text?: string }; genuine: boolean };

const secret = "a secret of the receiver of alerts";

/** A real receiver of signed webhooks and Slack messages. Records each notice, and whether its signature is valid. */
export async function startAlertReceiver() {
  const received: ReceivedNotice[] = [];
  const answer = { status: 200 };
  const server = createServer(async (incoming: IncomingMessage, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const genuine = incoming.url === "/signed" && verifyWebhook(secret, incoming.headers, body);
    if (answer.status === 200) received.push({ path: incoming.url ?? "", body: JSON.parse(body), genuine });
    outgoing.writeHead(answer.status).end("noted");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    received,
    answer,
    signed: () => received.filter(({ path }) => path === "/signed"),
    /** The settings for a process that sends to it. */
    settings: {
      ALERT_WEBHOOK_URL: `${origin}/signed`,
      ALERT_WEBHOOK_SECRET: secret,
      ALERT_SLACK_URL: `${origin}/slack`,
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

export const rulesOf = ({ alerts }: AlertNoticeBody): string[] => alerts.map(({ rule }) => rule).sort();
