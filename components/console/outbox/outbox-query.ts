import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { invariantCheckDto, outboxDto } from "#server/contracts/monitoring/outbox.ts";

const refetchMs = 2_000;

/** State of the outbox. */
export const outboxQuery = () =>
  queryOptions({
    queryKey: ["outbox"],
    queryFn: ({ signal }) => requestJson(outboxDto, "/api/v1/outbox", { signal }),
    refetchInterval: refetchMs,
    refetchOnWindowFocus: false,
  });

/** Runs the invariant checks, which take seconds of database time. */
export const runCheck = () => requestJson(invariantCheckDto, "/api/v1/outbox/check");
