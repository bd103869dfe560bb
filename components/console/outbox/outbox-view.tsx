"use client";
import Link from "next/link";
import { InvariantCheck } from "#components/console/outbox/invariant-check.tsx";
import { outboxQuery } from "#components/console/outbox/outbox-query.ts";
import { Section } from "#components/console/shell/section.tsx";
import { StatusHead } from "#components/console/shell/status-head.tsx";
import { TopBar } from "#components/console/shell/top-bar.tsx";
import { ageTone, formatAge, formatMilliseconds } from "#components/format/format-age.ts";
import { formatCount, formatCounted } from "#components/format/format-count.ts";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { DataTable, dataColumns } from "#components/ui/data-table.tsx";
import { Figure } from "#components/ui/figure.tsx";
import { Age, Time } from "#components/ui/time.tsx";
import type { OutboxDto } from "#server/contracts/monitoring/outbox.ts";

/** Above this the relay is late or not running. */
const lagGoalSeconds = 10;

const column = dataColumns<OutboxDto["oldest"][number]>();
const columns = [
  column(
    "message",
    "Message",
    (message) => (
      <>
        <span className="block truncate font-name">{message.type}</span>
        <span className="block truncate font-mono text-xs text-fg-3">{message.subject}</span>
        {message.error && <span className="block text-pretty wrap-anywhere text-retrying">{message.error}</span>}
      </>
    ),
    { both: "ps-4 desk:ps-6", head: "pt-1.5 text-start", cell: "py-2" },
  ),
  column("attempts", "Failed attempts", (row) => row.attempts, { both: "px-2 text-end", head: "w-32 pt-1.5" }),
  column("age", "Age", (row) => <Age since={row.writtenAt} goalSeconds={lagGoalSeconds} />, {
    both: "ps-2 pe-4 text-end desk:pe-6",
    head: "w-24 pt-1.5",
    cell: "whitespace-nowrap",
  }),
];

/** Pending outbox messages and the invariant checks. */
export function OutboxView() {
  const { data: outbox } = useHydratedQuery(outboxQuery());
  const late = (outbox.lagSeconds ?? 0) > lagGoalSeconds;
  return (
    <>
      <TopBar title="Outbox" />
      <StatusHead
        mark={late ? "retrying" : "delivered"}
        title={titleOf(outbox)}
        evidence={<Evidence outbox={outbox} />}
      />
      <Figures outbox={outbox} />
      {outbox.oldest.length > 0 && <Pending outbox={outbox} />}
      <InvariantCheck />
    </>
  );
}

function titleOf({ pending, lagSeconds }: OutboxDto): string {
  if (pending === 0) return "All messages relayed";
  const count = `${formatCounted(pending, "message")} waiting for the relay`;
  return (lagSeconds ?? 0) > lagGoalSeconds ? `${count}, oldest ${formatAge(lagSeconds ?? 0)}` : count;
}

function Evidence({ outbox: { lastRelayedAt, parked } }: { outbox: OutboxDto }) {
  return (
    <p>
      {lastRelayedAt === null ? (
        "No message was relayed yet. "
      ) : (
        <>
          Last relayed <Age since={lastRelayedAt} /> ago.{" "}
        </>
      )}
      {parked === 0 ? (
        "No relay failures."
      ) : (
        <>
          {`${formatCounted(parked, "dead letter")} after five failed relay attempts: `}
          <Link href="/ops/dead-letters" className="link">
            open dead letters
          </Link>
          .
        </>
      )}
    </p>
  );
}

function Figures({ outbox: { pending, lagSeconds, relay, parked, lastRelayedAt } }: { outbox: OutboxDto }) {
  const none = <span className="text-fg-3">none</span>;
  return (
    <dl
      aria-label="Outbox figures"
      className="grid grid-cols-3 gap-x-4 gap-y-3 border-t border-line px-4 py-4 desk:flex desk:gap-x-12 desk:px-6"
    >
      <Figure name="Pending">{formatCount(pending)}</Figure>
      <Figure name="Oldest" className={lagSeconds === null ? undefined : ageTone(lagSeconds, lagGoalSeconds)}>
        {lagSeconds === null ? none : formatAge(lagSeconds)}
      </Figure>
      <Figure name="Relay failures" className={parked > 0 ? "text-dead" : undefined}>
        {formatCount(parked)}
      </Figure>
      <Figure name="Lag p50, 15 min">{relay.p50Ms === null ? none : formatMilliseconds(relay.p50Ms)}</Figure>
      <Figure name="Lag p95, 15 min">{relay.p95Ms === null ? none : formatMilliseconds(relay.p95Ms)}</Figure>
      <Figure name="Last relayed">{lastRelayedAt === null ? none : <Time at={lastRelayedAt} />}</Figure>
    </dl>
  );
}

function Pending({ outbox: { oldest, pending } }: { outbox: OutboxDto }) {
  return (
    <Section title="Pending" note={`oldest first, ${oldest.length} of ${formatCount(pending)}`} flush>
      <DataTable columns={columns} items={oldest} idOf={({ id }) => id} className="w-full table-fixed" />
    </Section>
  );
}
