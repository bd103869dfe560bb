import * as z from "zod";
import { traceDto } from "#server/contracts/shop/trace.ts";
import { route } from "#server/http/route.ts";
import { getTrace } from "#server/shop/traces/get-trace.ts";

export const getTraceByOrder = route({
  summary: "Everything about one order, oldest first: its transaction, every message, try, edit, replay and discard.",
  auth: "dead-letters.read",
  params: z.object({ orderId: z.uuid() }),
  output: traceDto,
  handle: ({ params }) => getTrace(params.orderId),
});
