import { readStart } from "#server/adapters/smtp/read-start.ts";
import { classifyWebhookAnswer } from "#server/adapters/webhooks/classify-webhook-answer.ts";

const timeoutMilliseconds = 10_000;
const longestAnswerBytes = 64 * 1024;
const longestReply = 500;

/** Posts JSON to a receiver without a signature. Follows no redirect, so that the data goes to the configured address only. */
export async function postJson(url: string, value: unknown, signal: AbortSignal): Promise<void> {
  const answer = await fetch(url, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/json; charset=utf-8", "user-agent": "Redeliver" },
    body: JSON.stringify(value),
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMilliseconds)]),
  });
  const reply =
    `${answer.status} ${(await readStart(answer.body ?? [], longestAnswerBytes)).slice(0, longestReply)}`.trim();
  if (!answer.ok) throw classifyWebhookAnswer(answer.status, reply, answer.headers.get("retry-after") ?? undefined);
}
