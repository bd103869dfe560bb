import type { Metadata } from "next";
import { isLocal, LocalOnly } from "#app/local-only.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { webhooksQuery } from "#components/inbox/inbox-query.ts";
import { WebhookList } from "#components/inbox/webhook-list.tsx";
import { listWebhooks } from "#server/sink/list-webhooks.ts";

export const metadata: Metadata = { title: "Webhooks" };

export default async function WebhooksPage() {
  if (!(await isLocal())) return <LocalOnly what="The inbox" />;
  return (
    <Prefetched queries={[{ queryKey: webhooksQuery().queryKey, read: listWebhooks }]}>
      <WebhookList />
    </Prefetched>
  );
}
