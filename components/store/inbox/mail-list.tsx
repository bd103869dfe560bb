"use client";
import Link from "next/link";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { EmptyInboxButton } from "#components/store/inbox/empty-inbox-button.tsx";
import { InboxHead } from "#components/store/inbox/inbox-head.tsx";
import { mailsQuery } from "#components/store/inbox/inbox-query.ts";
import { buttonClass } from "#components/ui/button-class.ts";
import { LiveChip } from "#components/ui/live-chip.tsx";
import { PageLinks } from "#components/ui/page-links.tsx";
import { Time } from "#components/ui/time.tsx";

/** E-mails received by the local mail server, newest first. Updates automatically. */
export function MailList({ cursor }: { cursor: string | null }) {
  const query = useHydratedQuery(mailsQuery(cursor));
  const { items, nextCursor } = query.data;
  return (
    <>
      <InboxHead>
        {items.length > 0 && <EmptyInboxButton />}
        <LiveChip freshness={query} />
      </InboxHead>
      {items.length === 0 ? (
        <NoMail />
      ) : (
        <ul>
          {items.map((mail) => (
            <li key={mail.id} className="border-b border-line">
              <Link
                href={`/inbox/${mail.id}`}
                className="grid min-h-16 gap-x-6 py-2 hover:bg-hover desk:grid-cols-[minmax(0,1fr)_auto] desk:items-center"
              >
                <span className="min-w-0">
                  <span className="block truncate font-name">{mail.subject}</span>
                  <span className="block truncate text-sm text-fg-2">to {mail.recipient}</span>
                </span>
                <span className="text-sm text-fg-2">
                  <Time at={mail.receivedAt} format="day" />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      <PageLinks
        first={cursor === null ? null : "/inbox"}
        next={nextCursor === null ? null : `/inbox?cursor=${encodeURIComponent(nextCursor)}`}
        className="flex gap-2 pt-4"
      />
    </>
  );
}

function NoMail() {
  return (
    <div className="pt-6">
      <p className="font-medium">No e-mails yet</p>
      <p className="max-w-[60ch] pt-1 pb-4 text-fg-2">
        Place an order. Its confirmation appears here in about a second.
      </p>
      <Link href="/checkout?sample=plain" className={buttonClass({ variant: "primary", size: "l" })}>
        Place a sample order
      </Link>
    </div>
  );
}
