import { type WebhookListDto, webhookListDto } from "#server/contracts/delivery/inbox.ts";
import { prisma } from "#server/platform/database/db.ts";

const shown = 50;

/** The newest 50 webhooks that the demo's receiver stored. */
export async function listWebhooks(): Promise<WebhookListDto> {
  const webhooks = await prisma().capturedWebhook.findMany({
    orderBy: [{ receivedAt: "desc" }, { id: "desc" }],
    take: shown,
  });
  return webhookListDto.parse({
    items: webhooks.map((webhook) => ({ ...webhook, receivedAt: webhook.receivedAt.toISOString() })),
  });
}
