import * as z from "zod";
import { deliveryDto } from "#server/contracts/delivery/delivery.ts";
import { replayAcceptedDto } from "#server/contracts/triage/dead-letter.ts";
import { explorerFilter, explorerListDto, reasonBody } from "#server/contracts/triage/explorer.ts";
import { retryNow } from "#server/delivery/deliveries/retry-now.ts";
import { stopRetrying } from "#server/delivery/deliveries/stop-retrying.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { ifMatchOf } from "#server/http/request/if-match-of.ts";
import { pageLimit } from "#server/http/request/page-limit.ts";
import { AppError } from "#server/platform/errors.ts";
import { releaseHeld } from "#server/triage/dead-letters/release-held.ts";
import { listMessages } from "#server/triage/messages/list-messages.ts";
import { mayReveal } from "#server/triage/privacy/may-reveal.ts";
import { allowPersonalSearch } from "#server/triage/privacy/personal-search.ts";
import { resend } from "#server/triage/replays/resend.ts";

const byId = z.object({ id: z.uuid() });

export const explorerRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/v1/messages",
    callers: "readers",
    summary:
      "Deliveries in every state, the newest first, and what is still in the outbox. `scope` says how far was looked: go on with `nextCursor`.",
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
    method: "POST",
    path: "/api/v1/deliveries/{id}/retry",
    callers: "operators",
    summary: "Begin the next try of a delivery now. It counts like any other.",
    auth: "deliveries.decide",
    params: byId,
    output: deliveryDto,
    audit: "delivery.retry",
    example: { given: "retrying-delivery" },
    problems: ["conflict"],
    handle: ({ params, actor, requestId }) => retryNow({ id: params.id, actor, requestId }),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/deliveries/{id}/stop",
    callers: "operators",
    summary: "End the retries of a delivery, with a reason: it is a dead letter at once.",
    auth: "deliveries.decide",
    params: byId,
    body: reasonBody,
    output: deliveryDto,
    audit: "delivery.stop",
    example: { given: "retrying-delivery", body: { reason: "a test" } },
    problems: ["conflict"],
    handle: ({ params, body, actor, requestId }) => stopRetrying({ ...params, ...body, actor, requestId }),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/deliveries/{id}/resend",
    callers: "operators",
    summary: "Send once more what was delivered, with a reason: a second copy. It leaves after 5 s.",
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
    method: "POST",
    path: "/api/v1/dead-letters/{id}/release",
    callers: "operators",
    summary: "Let the later messages of its subject go before a dead letter, with a reason. It stays dead.",
    auth: "deliveries.decide",
    params: byId,
    body: reasonBody,
    output: deliveryDto,
    audit: "dead-letter.release",
    example: { given: "dead-letter", body: { reason: "a test" }, ifMatch: true },
    preconditions: true,
    problems: ["conflict"],
    handle: ({ params, body, headers, actor, requestId }) =>
      releaseHeld({ ...params, ...body, expectedVersion: ifMatchOf(headers), actor, requestId }),
  }),
];
