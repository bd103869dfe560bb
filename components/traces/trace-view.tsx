"use client";
import type { Route } from "next";
import Link from "next/link";
import { OpenTrace } from "#components/console/delivery/open-trace.tsx";
import { ReplayButton } from "#components/console/replays/sheet/replay-button.tsx";
import { StatusHead } from "#components/console/shell/status-head.tsx";
import { TopBar } from "#components/console/shell/top-bar.tsx";
import { formatCounted } from "#components/format/format-count.ts";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { TraceEntry } from "#components/traces/trace-entry.tsx";
import { traceQuery } from "#components/traces/trace-query.ts";
import { buttonClass } from "#components/ui/button-class.ts";
import type { TraceDto } from "#server/contracts/shop/trace.ts";
import { orderSubject } from "#server/shop/messages/order-subject.ts";

/** Trace of one order: messages, attempts and operator actions on one timeline. */
export function TraceView({ orderId }: { orderId: string }) {
  const query = useHydratedQuery(traceQuery(orderId));
  const trace = query.data;
  const dead = trace.deliveries.filter(({ state }) => state === "dead");
  const name = `order ${orderSubject.shorten(orderId)}`;
  return (
    <>
      <TopBar
        title={`Trace of ${name}`}
        parent={{ href: "/ops/dead-letters", name: "Dead letters" }}
        freshness={query}
      />
      <StatusHead
        mark={dead.length > 0 ? "dead" : "delivered"}
        title={titleOf(trace, name)}
        evidence={
          <>
            <p>
              {`${formatCounted(trace.entries.length, "entry", "entries")}, oldest first. `}
              {trace.order ? `The order is ${trace.order.status}.` : "The order is not stored here."} Personal data is
              masked.
            </p>
            {trace.distributed.length > 0 && (
              <p className="flex flex-wrap items-center gap-x-3">
                {trace.distributed.map((each) => (
                  <span key={each.id} className="inline-flex min-w-0 flex-wrap items-center gap-x-1.5">
                    {each.url === null && "OpenTelemetry"}
                    <OpenTrace trace={each} />
                  </span>
                ))}
              </p>
            )}
          </>
        }
      >
        {dead.length > 0 && (
          <ReplayButton
            byKey
            variant="primary"
            target={{
              select: { filter: { order: orderId } },
              ...{ count: dead.length, words: `Dead letters of ${name}`, sampleId: dead[0]?.id ?? null },
            }}
          >
            {`Fix & replay ${dead.length}…`}
          </ReplayButton>
        )}
        {trace.order && (
          <Link href={orderSubject.page.href(orderId) as Route} className={buttonClass()}>
            {orderSubject.page.label}
          </Link>
        )}
      </StatusHead>
      <section aria-label={`Timeline of ${name}`} className="px-4 pb-6 desk:px-6">
        <ol>
          {trace.entries.map((entry, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: entries are append-only and have no ID.
            <TraceEntry key={index} entry={entry} />
          ))}
        </ol>
      </section>
    </>
  );
}

function titleOf({ deliveries }: TraceDto, name: string): string {
  const count = (state: string) => deliveries.filter((delivery) => delivery.state === state).length;
  const [dead, delivered] = [count("dead"), count("delivered")];
  const all = `${delivered} of ${deliveries.length} messages of ${name} delivered`;
  return dead === 0 ? all : `${all}, ${formatCounted(dead, "dead letter")}`;
}
