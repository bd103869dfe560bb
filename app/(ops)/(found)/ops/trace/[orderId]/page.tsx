import type { Metadata } from "next";
import { notFound } from "next/navigation";
import * as z from "zod";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { findOrNotFound } from "#app/find-or-not-found.ts";
import { NotForRole } from "#app/not-for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { mayVisit } from "#app/visitor.ts";
import { traceQuery } from "#components/traces/trace-query.ts";
import { TraceView } from "#components/traces/trace-view.tsx";
import { getTrace } from "#server/shop/traces/get-trace.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Trace");

type Props = { params: Promise<{ orderId: string }> };

export default async function TracePage({ params }: Props) {
  if (!(await mayVisit("dead-letters.read"))) return <NotForRole what="Traces" action="dead-letters.read" />;
  const { orderId } = await params;
  if (!z.uuid().safeParse(orderId).success) notFound();
  const trace = await findOrNotFound(() => getTrace(orderId));
  return (
    <Prefetched queries={[{ queryKey: traceQuery(orderId).queryKey, read: async () => trace }]}>
      <TraceView orderId={orderId} key={orderId} />
    </Prefetched>
  );
}
