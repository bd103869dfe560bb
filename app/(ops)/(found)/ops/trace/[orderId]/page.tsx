import type { Metadata } from "next";
import { notFound } from "next/navigation";
import * as z from "zod";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { findOrNotFound } from "#app/find-or-not-found.ts";
import { forRole } from "#app/for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { traceQuery } from "#components/traces/trace-query.ts";
import { TraceView } from "#components/traces/trace-view.tsx";
import { getTrace } from "#server/shop/traces/get-trace.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Trace");

type Props = { params: Promise<{ orderId: string }> };

export default forRole("dead-letters.read", "Traces", async ({ params }: Props) => {
  const { orderId } = await params;
  if (!z.uuid().safeParse(orderId).success) notFound();
  const trace = await findOrNotFound(() => getTrace(orderId));
  return (
    <Prefetched queries={[{ queryKey: traceQuery(orderId).queryKey, read: async () => trace }]}>
      <TraceView orderId={orderId} key={orderId} />
    </Prefetched>
  );
});
