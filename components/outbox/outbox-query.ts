import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { invariantCheckDto, outboxDto } from "#server/contracts/monitoring/outbox.ts";

const outboxMilliseconds = 2_000;

/** What is not relayed yet. */
export const outboxQuery = () =>
  queryOptions({
    queryKey: ["outbox"],
    queryFn: ({ signal }) => requestJson(outboxDto, "/api/v1/outbox", { signal }),
    refetchInterval: outboxMilliseconds,
    refetchOnWindowFocus: false,
  });

/** Looks for what must never be: seconds of work for the database, so only when somebody asks. */
export const askForCheck = () => requestJson(invariantCheckDto, "/api/v1/outbox/check");
