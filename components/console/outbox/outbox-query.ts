import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { invariantCheckDto, outboxDto } from "#server/contracts/delivery/outbox.ts";

const refetchMs = 2_000;

/** What is not relayed yet. */
export const outboxQuery = () =>
  queryOptions({
    queryKey: ["outbox"],
    queryFn: ({ signal }) => requestJson(outboxDto, "/api/v1/outbox", { signal }),
    refetchInterval: refetchMs,
    refetchOnWindowFocus: false,
  });

/** Looks for what must never be: seconds of work for the database, so only when somebody asks. */
export const runCheck = () => requestJson(invariantCheckDto, "/api/v1/outbox/check");
