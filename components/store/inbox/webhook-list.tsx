"use client";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { StateWord } from "#components/marks/state-mark.tsx";
import { InboxHead } from "#components/store/inbox/inbox-head.tsx";
import { webhooksQuery } from "#components/store/inbox/inbox-query.ts";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { LiveChip } from "#components/ui/live-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { WebhookDto } from "#server/contracts/delivery/inbox.ts";

/** Webhooks received by the demo warehouse, with the result of the signature check. */
export function WebhookList() {
  const query = useHydratedQuery(webhooksQuery());
  const { items } = query.data;
  return (
    <>
      <InboxHead>
        <LiveChip freshness={query} />
      </InboxHead>
      {items.length === 0 ? (
        <p className="pt-6 text-fg-2">No webhooks yet. Every new order sends a signed webhook to the demo warehouse.</p>
      ) : (
        <ul>
          {items.map((webhook) => (
            <li key={webhook.id} className="border-b border-line">
              <details>
                <summary className="flex min-h-14 flex-wrap items-center gap-x-6 gap-y-1 py-2 hover:bg-hover">
                  <span className="font-name">{typeOf(webhook)}</span>
                  <span className="grow text-sm text-fg-2">
                    <Time at={webhook.receivedAt} format="day" />
                  </span>
                  {webhook.verified ? (
                    <StateWord name="delivered">Signature verified</StateWord>
                  ) : (
                    <StateWord name="dead">Invalid signature</StateWord>
                  )}
                </summary>
                <CodeBlock label={`Body of webhook ${webhook.webhookId}`} className="mb-4">
                  {JSON.stringify(webhook.body, null, 2)}
                </CodeBlock>
              </details>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function typeOf({ body }: WebhookDto): string {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return "Webhook";
  return typeof body.type === "string" ? body.type : "Webhook";
}
