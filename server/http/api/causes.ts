import * as z from "zod";
import type { KnownActor } from "#server/audit/actor.ts";
import {
  assignBody,
  type CauseDto,
  causeDetailDto,
  causeDto,
  causeListDto,
  causeTabs,
  discardCauseBody,
  discardedDto,
  muteBody,
  noteBody,
  restoredDto,
} from "#server/contracts/triage/cause.ts";
import { etagOf, ifMatchOf } from "#server/http/request/if-match-of.ts";
import { pageLimit } from "#server/http/request/page-limit.ts";
import { Answer, defineRoute } from "#server/http/route/define-route.ts";
import { assignOwner } from "#server/triage/causes/assign-owner.ts";
import type { DecideInput } from "#server/triage/causes/decide-cause.ts";
import { discardCause } from "#server/triage/causes/discard-cause.ts";
import { getCause } from "#server/triage/causes/get-cause.ts";
import { listCauses } from "#server/triage/causes/list-causes.ts";
import { muteCause } from "#server/triage/causes/mute-cause.ts";
import { reopenCause } from "#server/triage/causes/reopen-cause.ts";
import { resolveCause } from "#server/triage/causes/resolve-cause.ts";
import { restoreCause } from "#server/triage/causes/restore-cause.ts";
import { setCauseNote } from "#server/triage/causes/set-cause-note.ts";
import { unmuteCause } from "#server/triage/causes/unmute-cause.ts";
import { maskCause, maskCauses } from "#server/triage/privacy/mask-cause.ts";

const byFingerprint = z.object({ fingerprint: z.string().regex(/^[0-9a-f]{16}$/) });
const emptyBody = z.strictObject({}).optional();
const cursor = z.string().max(500).optional();

type Decided = Pick<DecideInput, "actor" | "requestId"> & {
  params: z.output<typeof byFingerprint>;
  headers: Pick<Headers, "get">;
};
const decided = ({ params, headers, actor, requestId }: Decided): DecideInput => ({
  fingerprint: params.fingerprint,
  expectedVersion: ifMatchOf(headers),
  actor,
  requestId,
});
const withTag = <Cause extends CauseDto>(cause: Cause, actor: KnownActor) =>
  new Answer(maskCause(cause, actor), { headers: { ETag: etagOf(cause.version) } });

/** The common part of the decisions about a cause. */
const decision = {
  auth: "causes.decide",
  params: byFingerprint,
  output: causeDto,
  preconditions: true,
  problems: ["conflict"],
} as const;

export const causeRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/v1/causes",
    callers: "readers",
    summary: "List failure causes, largest first, with a count per tab.",
    auth: "dead-letters.read",
    query: z.strictObject({ tab: z.enum(causeTabs).default("open"), cursor, limit: pageLimit }),
    output: causeListDto,
    handle: ({ query, actor }) => maskCauses(listCauses(query), actor),
  }),

  defineRoute({
    method: "GET",
    path: "/api/v1/causes/{fingerprint}",
    callers: "readers",
    summary: "Get a failure cause with a page of its dead letters. Send its ETag in If-Match to change it.",
    auth: "dead-letters.read",
    params: byFingerprint,
    query: z.strictObject({ cursor, limit: pageLimit }),
    output: causeDetailDto,
    handle: async ({ params, query, actor }) => withTag(await getCause({ ...params, ...query }), actor),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/causes/{fingerprint}/mute",
    callers: "operators",
    ...decision,
    summary: "Mute a failure cause until a number of further dead letters, a time, or the first of both.",
    body: muteBody,
    audit: "cause.mute",
    example: { given: "cause", body: { deaths: 10 }, ifMatch: true },
    handle: async ({ body, ...input }) => withTag(await muteCause({ ...decided(input), body }), input.actor),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/causes/{fingerprint}/unmute",
    callers: "operators",
    ...decision,
    summary: "Unmute a failure cause.",
    body: emptyBody,
    audit: "cause.unmute",
    example: { given: "cause", ifMatch: true },
    handle: async (input) => withTag(await unmuteCause(decided(input)), input.actor),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/causes/{fingerprint}/resolve",
    callers: "operators",
    ...decision,
    summary: "Resolve a failure cause. Its dead letters stay; the next new one is a regression.",
    body: emptyBody,
    audit: "cause.resolve",
    example: { given: "cause", ifMatch: true },
    handle: async (input) => withTag(await resolveCause(decided(input)), input.actor),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/causes/{fingerprint}/reopen",
    callers: "operators",
    ...decision,
    summary: "Reopen a resolved failure cause.",
    body: emptyBody,
    audit: "cause.reopen",
    example: { given: "cause-resolved", ifMatch: true },
    handle: async (input) => withTag(await reopenCause(decided(input)), input.actor),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/causes/{fingerprint}/assign",
    callers: "operators",
    ...decision,
    summary: "Assign a failure cause to an operator. Null removes the assignee.",
    body: assignBody,
    audit: "cause.assign",
    example: { given: "operator-to-assign", ifMatch: true },
    handle: async ({ body, ...input }) => withTag(await assignOwner({ ...decided(input), ...body }), input.actor),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/causes/{fingerprint}/note",
    callers: "operators",
    ...decision,
    summary: "Set the note and the link of a failure cause. Null removes either.",
    body: noteBody,
    audit: "cause.note",
    example: {
      given: "cause",
      body: { note: "Waiting for the vendor", link: "https://example.com/INC-142" },
      ifMatch: true,
    },
    handle: async ({ body, ...input }) => withTag(await setCauseNote({ ...decided(input), body }), input.actor),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/causes/{fingerprint}/discard",
    callers: "operators",
    ...decision,
    summary: "Discard the dead letters of a failure cause, the 500 oldest at most. Requires a reason.",
    auth: "dead-letters.discard",
    body: discardCauseBody,
    output: discardedDto,
    audit: "dead-letter.discard",
    example: { given: "single-cause", body: { reason: "a test" }, ifMatch: true },
    handle: ({ body, ...input }) => {
      const diedBefore = body.diedBefore === undefined ? null : new Date(body.diedBefore);
      return discardCause({ ...decided(input), reason: body.reason, diedBefore });
    },
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/causes/{fingerprint}/restore",
    callers: "operators",
    ...decision,
    summary: "Restore the discarded dead letters of a failure cause, the 500 oldest at most.",
    auth: "dead-letters.discard",
    body: emptyBody,
    output: restoredDto,
    audit: "dead-letter.restore",
    example: { given: "cause-discarded", ifMatch: true },
    handle: (input) => restoreCause(decided(input)),
  }),
];
