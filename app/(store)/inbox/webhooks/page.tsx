import type { Metadata } from "next";
import { NotForRole } from "#app/not-for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { mayVisit } from "#app/visitor.ts";
import { webhooksQuery } from "#components/store/inbox/inbox-query.ts";
import { WebhookList } from "#components/store/inbox/webhook-list.tsx";
import { listWebhooks } from "#server/adapters/local-mail-server/list-webhooks.ts";

export const metadata: Metadata = { title: "Webhooks" };

export default async function WebhooksPage() {
  if (!(await mayVisit("inbox.read"))) return <NotForRole what="The inbox" action="inbox.read" />;
  return (
    <Prefetched queries={[{ queryKey: webhooksQuery().queryKey, read: listWebhooks }]}>
      <WebhookList />
    </Prefetched>
  );
}
