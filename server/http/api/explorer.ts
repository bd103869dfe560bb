import * as z from "zod";
import { deliveryDto } from "#server/contracts/delivery/delivery.ts";
import { reasonBody } from "#server/contracts/delivery/reason.ts";
import { replayAcceptedDto } from "#server/contracts/triage/dead-letter.ts";
import { explorerListDto } from "#server/contracts/triage/explorer.ts";
import { explorerFilter } from "#server/contracts/triage/explorer-filter.ts";
import { retryNow } from "#server/delivery/deliveries/retry-now.ts";
import { stopRetrying } from "#server/delivery/deliveries/stop-retrying.ts";
import { ifMatchOf } from "#server/http/request/if-match-of.ts";
import { pageLimit } from "#server/http/request/page-limit.ts";
import { defineRoute } from "#server/http/route/define-route.ts";
import { AppError } from "#server/platform/errors.ts";
import { releaseHeld } from "#server/triage/dead-letters/release-held.ts";
import { listMessages } from "#server/triage/messages/list-messages.ts";
import { mayReveal } from "#server/triage/privacy/may-reveal.ts";
import { allowPersonalSearch } from "#server/triage/privacy/personal-search.ts";
import { resend } from "#server/triage/replays/resend.ts";

const byId = z.object({ id: z.uuid().toLowerCase() });

/** The common part of the decisions about a delivery. */
const decision = {
  method: "POST",
  callers: "operators",
  auth: "deliveries.decide",
  params: byId,
  output: deliveryDto,
  problems: ["conflict"],
} as const;

export const explorerRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/v1/messages",
    callers: "readers",
    summary:
      "List deliveries in every state, newest first, and pending messages of the outbox. `scope` states how many rows were searched: continue with `nextCursor`.",
    auth: "dead-letters.read",
    query: explorerFilter.extend({ cursor: z.string().max(500).optional(), limit: pageLimit }),
    output: explorerListDto,
    problems: ["too_many_tries"],
    handle: async ({ query: { cursor = null, limit, ...filter }, actor, requestId }) => {
      if (filter.address !== undefined && !mayReveal(actor)) {
        throw new AppError("forbidden", "Searching by an address requires the right to reveal personal data.");
      }
      await allowPersonalSearch({ text: filter.address, list: "messages", actor, requestId });
      return listMessages({ filter, cursor, limit });
    },
  }),

  defineRoute({
    path: "/api/v1/deliveries/{id}/retry",
    ...decision,
    summary: "Start the next attempt of a delivery now. It counts towards the retry limit.",
    audit: "delivery.retry",
    example: { given: "retrying-delivery" },
    handle: ({ params, actor, requestId }) => retryNow({ id: params.id, actor, requestId }),
  }),

  defineRoute({
    path: "/api/v1/deliveries/{id}/stop",
    ...decision,
    summary: "Stop the retries of a delivery. Requires a reason. It becomes a dead letter at once.",
    body: reasonBody,
    audit: "delivery.stop",
    example: { given: "retrying-delivery", body: { reason: "a test" } },
    handle: ({ params, body, actor, requestId }) => stopRetrying({ ...params, ...body, actor, requestId }),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/deliveries/{id}/resend",
    callers: "operators",
    summary: "Send a second copy of a delivered message. Requires a reason. It is published after 5 s.",
    auth: "deliveries.decide",
    params: byId,
    body: reasonBody,
    output: replayAcceptedDto,
    status: 202,
    audit: "delivery.resend",
    example: { given: "delivered", body: { reason: "a test" }, ifMatch: true },
    preconditions: true,
    problems: ["conflict", "gone"],
    handle: ({ params, body, headers, actor, requestId }) =>
      resend({ ...params, ...body, expectedVersion: ifMatchOf(headers), actor, requestId }),
  }),

  defineRoute({
    path: "/api/v1/dead-letters/{id}/release",
    ...decision,
    summary:
      "Release the later messages of the same subject that a dead letter blocks. Requires a reason. It stays a dead letter.",
    body: reasonBody,
    audit: "dead-letter.release",
    example: { given: "dead-letter", body: { reason: "a test" }, ifMatch: true },
    preconditions: true,
    handle: ({ params, body, headers, actor, requestId }) =>
      releaseHeld({ ...params, ...body, expectedVersion: ifMatchOf(headers), actor, requestId }),
  }),
];
