"use client";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { useServedQuery } from "#components/live/served.tsx";
import { TopBar } from "#components/ops/top-bar.tsx";
import { useDeadTitle } from "#components/ops/use-dead-title.ts";
import { VerdictHead } from "#components/ops/verdict-head.tsx";
import { orderNumber } from "#components/orders/stage-words.ts";
import { OpenTrace } from "#components/traces/open-trace.tsx";
import { TraceEntry } from "#components/traces/trace-entry.tsx";
import { traceQuery } from "#components/traces/trace-query.ts";
import { buttonClass } from "#components/ui/button-class.ts";
import type { TraceDto } from "#server/contracts/shop/trace.ts";

/** One order from its transaction to its mails: every message, try and hand on one line of time. */
export function TraceView({ orderId }: { orderId: string }) {
  const query = useServedQuery(traceQuery(orderId));
  const trace = query.data;
  const name = `order ${orderNumber(orderId)}`;
  useDeadTitle(`Trace of ${name}`);
  return (
    <>
      <TopBar
        crumbs={
          <>
            <Link href="/ops/dead-letters" className="whitespace-nowrap max-desk:py-3">
              Dead letters
            </Link>
            <ChevronRight size={16} strokeWidth={1.4} aria-hidden="true" />
            <b className="truncate font-name text-fg">{`Trace of ${name}`}</b>
          </>
        }
        freshness={query}
      />
      <VerdictHead
        mark={trace.deliveries.some(({ state }) => state === "dead") ? "dead" : "delivered"}
        title={titleOf(trace, name)}
        evidence={
          <>
            <p>
              {`${trace.entries.length} moments, oldest first. `}
              {trace.order ? `The order is ${trace.order.status}.` : "The order itself is not kept here."} Personal data
              is masked.
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
        {trace.order && (
          <Link href={`/orders/${orderId}`} className={buttonClass()}>
            What the customer sees
          </Link>
        )}
      </VerdictHead>
      <section aria-label={`Timeline of ${name}`} className="px-4 pb-6 desk:px-6">
        <ol>
          {trace.entries.map((entry, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: moments are only ever appended, and have no id of their own.
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
  const all = `${delivered} of ${deliveries.length} deliveries of ${name} arrived`;
  return dead === 0 ? all : `${all}, ${dead} ${dead === 1 ? "is" : "are"} dead`;
}
