import * as z from "zod";
import { traceDto } from "#server/contracts/shop/trace.ts";
import { defineRoute } from "#server/http/route/define-route.ts";
import { getTrace } from "#server/shop/traces/get-trace.ts";

export const traceRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/v1/traces/{orderId}",
    callers: "readers",
    summary:
      "Get the trace of an order, oldest first: its transaction, messages, attempts, edits, replays and discards.",
    auth: "dead-letters.read",
    params: z.object({ orderId: z.uuid().toLowerCase() }),
    output: traceDto,
    handle: ({ params }) => getTrace(params.orderId),
  }),
];
