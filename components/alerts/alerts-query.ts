import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { alertListDto } from "#server/contracts/alert.ts";

const alertsMilliseconds = 5_000;

/** What is wrong and what was. Somebody looks every fifteen seconds at most: asking more often shows nothing more. */
export const alertsQuery = () =>
  queryOptions({
    queryKey: ["alerts"],
    queryFn: ({ signal }) => requestJson(alertListDto, "/api/v1/alerts", { signal }),
    refetchInterval: alertsMilliseconds,
    refetchOnWindowFocus: false,
  });
