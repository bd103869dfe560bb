import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { apiTokenListDto, userListDto } from "#server/contracts/access.ts";

export const usersQuery = () =>
  queryOptions({ queryKey: ["users"], queryFn: ({ signal }) => requestJson(userListDto, "/api/v1/users", { signal }) });

export const tokensQuery = () =>
  queryOptions({
    queryKey: ["tokens"],
    queryFn: ({ signal }) => requestJson(apiTokenListDto, "/api/v1/tokens", { signal }),
  });
