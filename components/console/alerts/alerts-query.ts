import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { alertDto, alertListDto } from "#server/contracts/monitoring/alert.ts";

const refetchMs = 5_000;

/** What is wrong and what was. Somebody looks every fifteen seconds at most: asking more often shows nothing more. */
export const alertsQuery = () =>
  queryOptions({
    queryKey: ["alerts"],
    queryFn: ({ signal }) => requestJson(alertListDto, "/api/v1/alerts", { signal }),
    refetchInterval: refetchMs,
    refetchOnWindowFocus: false,
  });

/** Says that somebody looks after a firing alert. */
export const acknowledge = (id: string) =>
  requestJson(alertDto, `/api/v1/alerts/${id}/acknowledge`, { method: "POST" });
