import * as z from "zod";
import type { KnownActor } from "#server/audit/actor.ts";
import { isFailureCode } from "#server/contracts/delivery/failure-code.ts";
import {
  type DeadLetterDto,
  type FixDto,
  maxReplays,
  type RevisionDto,
  type TriageActionDto,
} from "#server/contracts/triage/dead-letter.ts";
import { toDeliveryDto } from "#server/delivery/deliveries/to-delivery-dto.ts";
import { handlerOfId } from "#server/delivery/handlers/registry.ts";
import { describePolicy, retryPolicyOf } from "#server/delivery/handlers/retry-policy.ts";
import { db } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";
import { NotFoundError } from "#server/platform/errors.ts";
import { linkTrace } from "#server/platform/telemetry/link-trace.ts";
import { toDeadLetterItem } from "#server/triage/dead-letter-lists/to-dead-letter-item.ts";
import {
  type DeadLetterDetailRow,
  type RevisionRow,
  readDeadLetter,
} from "#server/triage/dead-letters/sql/read-dead-letter.ts";
import { readReplayFacts } from "#server/triage/dead-letters/sql/read-replay-facts.ts";
import { upgradePayload } from "#server/triage/dead-letters/upgrade-payload.ts";
import { maskDeadLetter } from "#server/triage/privacy/mask-dead-letter.ts";
import { readReveal } from "#server/triage/privacy/read-reveal.ts";

const uuid = z.uuid();
const maxErrorLine = 16_000;

/**
 * One delivery with its whole history, by the ID of any of its revisions, in any state: the link to a dead letter works after a
 * replay. Personal data is masked, unless this actor revealed it within 15 minutes. Throws 404.
 */
export async function getDeadLetter(id: string, actor: KnownActor | null = null): Promise<DeadLetterDto> {
  const found = uuid.safeParse(id).success ? await readDeadLetter(db(), id) : null;
  if (!found) throw new NotFoundError(`There is no dead letter ${id.slice(0, 60)}.`);
  const { row, lineage, attempts, actions, sameSubject } = found;
  const handler = handlerOfId(row.handler);
  const attemptsOf = (deliveryId: string) =>
    attempts.filter((attempt) => attempt.deliveryId === deliveryId).map(({ deliveryId: _, ...attempt }) => attempt);
  const newest = lineage.findLast((revision) => revision.state !== "withdrawn") ?? row;
  const ids = lineage.map((revision) => revision.id);
  const revealedUntil = await readReveal(db(), ids, actor);
  const guard = await readReplayFacts(db(), row);
  const deadLetter: DeadLetterDto = {
    ...toDeadLetterItem({ ...row, newestState: newest.state }),
    envelope: {
      id: row.messageId,
      source: row.source,
      type: row.messageType,
      version: row.messageVersion,
      subject: row.subject,
      time: row.occurredAt.toISOString(),
      traceparent: row.traceparent,
      trace: row.traceparent === null ? null : linkTrace(row.traceparent),
    },
    ...payloadOf(row),
    masked: [],
    revealedUntil: revealedUntil?.toISOString() ?? null,
    fullError: row.error?.slice(0, maxErrorLine) ?? null,
    providerReply: row.providerReply,
    acceptedAt: row.acceptedAt?.toISOString() ?? null,
    retryPolicy: handler ? describePolicy(retryPolicyOf(handler, env())) : "No handler of this build",
    attemptRows: attemptsOf(row.id),
    lineage: lineage.map((revision) => ({
      ...toDeliveryDto({ ...revision, newestState: newest.state }),
      createdAt: revision.createdAt.toISOString(),
      ...payloadOf(revision),
      attemptRows: attemptsOf(revision.id),
      replay: replayOf(revision.id, actions),
    })),
    newestId: newest.id,
    actions,
    fixes: fixesFor(row),
    guard: { ...guard, maxReplays },
    sameSubject: sameSubject.map(toDeliveryDto),
  };
  return revealedUntil ? deadLetter : maskDeadLetter(deadLetter);
}

/** The replay or resend that created a revision. */
function replayOf(id: string, actions: readonly TriageActionDto[]): RevisionDto["replay"] {
  const found = actions.find(
    ({ action, newDeliveryId }) => (action === "replay" || action === "resend") && newDeliveryId === id,
  );
  if (!found) return null;
  const { deliveryId, actor, reason, edited, at } = found;
  return { of: deliveryId, actor, reason, edited, at };
}

/** The payload in the current version of its message, which edits and replays use. */
const payloadOf = (row: Pick<RevisionRow, "messageType" | "messageVersion" | "data" | "payloadPurgedAt">) => ({
  payload: row.payloadPurgedAt ? null : upgradePayload(row),
  payloadPurgedAt: row.payloadPurgedAt?.toISOString() ?? null,
});

function fixesFor(row: DeadLetterDetailRow): FixDto[] {
  if (row.payloadPurgedAt) return [];
  const fixes = handlerOfId(row.handler)?.fixes.filter((fix) => fix.messageType === row.messageType) ?? [];
  const { failureCode } = row;
  return fixes.map((fix) => ({
    id: fix.id,
    label: fix.label,
    suggested: failureCode !== null && isFailureCode(failureCode) && fix.when.includes(failureCode),
    input: z.record(z.string(), z.json()).parse(z.toJSONSchema(fix.input, { io: "input" })),
    initial: z.record(z.string(), z.json()).parse(fix.initial(upgradePayload(row) ?? {})),
  }));
}
