import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { alertDto, alertListDto } from "#server/contracts/monitoring/alert.ts";

const refetchMs = 5_000;

/** Open and resolved alerts. Rules are evaluated every 15 s. */
export const alertsQuery = () =>
  queryOptions({
    queryKey: ["alerts"],
    queryFn: ({ signal }) => requestJson(alertListDto, "/api/v1/alerts", { signal }),
    refetchInterval: refetchMs,
    refetchOnWindowFocus: false,
  });

/** Acknowledges a firing alert. */
export const acknowledge = (id: string) =>
  requestJson(alertDto, `/api/v1/alerts/${id}/acknowledge`, { method: "POST" });
