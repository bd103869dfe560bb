import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { userListDto } from "#server/contracts/identity/access.ts";
import { apiTokenListDto } from "#server/contracts/identity/api-token.ts";
import { retentionDto } from "#server/contracts/monitoring/retention.ts";

export const usersQuery = () =>
  queryOptions({ queryKey: ["users"], queryFn: ({ signal }) => requestJson(userListDto, "/api/v1/users", { signal }) });

export const tokensQuery = () =>
  queryOptions({
    queryKey: ["tokens"],
    queryFn: ({ signal }) => requestJson(apiTokenListDto, "/api/v1/tokens", { signal }),
  });

/** Runs are hourly; an open page stays current. */
const retentionRefetchMs = 30_000;

export const retentionQuery = () =>
  queryOptions({
    queryKey: ["retention"],
    queryFn: ({ signal }) => requestJson(retentionDto, "/api/v1/retention", { signal }),
    refetchInterval: retentionRefetchMs,
  });
