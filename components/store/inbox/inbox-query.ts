import { queryOptions } from "@tanstack/react-query";
import { liveMs } from "#components/api/query-client.ts";
import { requestJson } from "#components/api/request-json.ts";
import { mailListDto, webhookListDto } from "#server/contracts/delivery/inbox.ts";

export const mailsPerPage = 50;

/** Page of e-mails received by the local mail server, newest first. */
export const mailsQuery = (cursor: string | null) =>
  queryOptions({
    queryKey: ["mails", cursor],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ limit: String(mailsPerPage), ...(cursor === null ? {} : { cursor }) });
      return requestJson(mailListDto, `/api/v1/inbox?${query}`, { signal });
    },
    refetchInterval: liveMs,
  });

/** Newest webhooks received by the demo warehouse. */
export const webhooksQuery = () =>
  queryOptions({
    queryKey: ["webhooks"],
    queryFn: ({ signal }) => requestJson(webhookListDto, "/api/v1/webhooks", { signal }),
    refetchInterval: liveMs,
  });
