import type { Metadata } from "next";
import { forRole } from "#app/for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { webhooksQuery } from "#components/store/inbox/inbox-query.ts";
import { WebhookList } from "#components/store/inbox/webhook-list.tsx";
import { listWebhooks } from "#server/adapters/local-mail-server/list-webhooks.ts";

export const metadata: Metadata = { title: "Webhooks" };

export default forRole("inbox.read", "The inbox", () => (
  <Prefetched queries={[{ queryKey: webhooksQuery().queryKey, read: listWebhooks }]}>
    <WebhookList />
  </Prefetched>
));
