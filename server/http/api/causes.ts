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
import { etagOf, ifMatchOf } from "#server/http/if-match-of.ts";
import { pageLimit } from "#server/http/page-limit.ts";
import { Answer, route } from "#server/http/route.ts";
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
const noBody = z.strictObject({}).optional();
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

/** What the decisions about a cause have in common. */
const decision = {
  auth: "causes.decide",
  params: byFingerprint,
  output: causeDto,
  preconditions: true,
  problems: ["conflict"],
} as const;

export const getCauses = route({
  summary: "Causes of what is dead, the widest first, page by page, with how many each tab has.",
  auth: "dead-letters.read",
  query: z.strictObject({ tab: z.enum(causeTabs).default("open"), cursor, limit: pageLimit }),
  output: causeListDto,
  handle: ({ query, actor }) => maskCauses(listCauses(query), actor),
});

export const getCauseByFingerprint = route({
  summary: "One cause with a page of its dead letters. Its ETag is what a decision names by If-Match.",
  auth: "dead-letters.read",
  params: byFingerprint,
  query: z.strictObject({ cursor, limit: pageLimit }),
  output: causeDetailDto,
  handle: async ({ params, query, actor }) => withTag(await getCause({ ...params, ...query }), actor),
});

export const postMute = route({
  ...decision,
  summary: "Mute a cause until so many more have died, until a time, or whichever comes first.",
  body: muteBody,
  audit: "cause.mute",
  handle: async ({ body, ...input }) => withTag(await muteCause({ ...decided(input), body }), input.actor),
});

export const postUnmute = route({
  ...decision,
  summary: "End a mute before its time.",
  body: noBody,
  audit: "cause.unmute",
  handle: async (input) => withTag(await unmuteCause(decided(input)), input.actor),
});

export const postResolve = route({
  ...decision,
  summary: "Resolve a cause. What is still dead of it stays dead; the next death makes it a regression.",
  body: noBody,
  audit: "cause.resolve",
  handle: async (input) => withTag(await resolveCause(decided(input)), input.actor),
});

export const postReopen = route({
  ...decision,
  summary: "Take a resolution back.",
  body: noBody,
  audit: "cause.reopen",
  handle: async (input) => withTag(await reopenCause(decided(input)), input.actor),
});

export const postAssign = route({
  ...decision,
  summary: "Say who looks after a cause, or with null that nobody does.",
  body: assignBody,
  audit: "cause.assign",
  handle: async ({ body, ...input }) => withTag(await assignOwner({ ...decided(input), ...body }), input.actor),
});

export const postNote = route({
  ...decision,
  summary: "Write the note and the link of a cause; null takes one away.",
  body: noteBody,
  audit: "cause.note",
  handle: async ({ body, ...input }) => withTag(await setCauseNote({ ...decided(input), body }), input.actor),
});

export const postDiscardCause = route({
  ...decision,
  summary: "Put the dead letters of a cause away, the oldest 500 at most, with a reason.",
  auth: "dead-letters.discard",
  body: discardCauseBody,
  output: discardedDto,
  audit: "dead-letter.discard",
  handle: ({ body, ...input }) => {
    const diedBefore = body.diedBefore === undefined ? null : new Date(body.diedBefore);
    return discardCause({ ...decided(input), reason: body.reason, diedBefore });
  },
});

export const postRestoreCause = route({
  ...decision,
  summary: "Bring the discarded letters of a cause back, the oldest 500 at most.",
  auth: "dead-letters.discard",
  body: noBody,
  output: restoredDto,
  audit: "dead-letter.restore",
  handle: (input) => restoreCause(decided(input)),
});
