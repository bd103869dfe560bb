import { isDeepStrictEqual } from "node:util";
import type { KnownActor } from "#server/audit/actor.ts";
import { failureCodes } from "#server/contracts/delivery/failure-code.ts";
import type { DraftChoice, PreviewDto } from "#server/contracts/triage/editing.ts";
import { classifyFailure } from "#server/delivery/attempts/classify-failure.ts";
import { RetryableError } from "#server/delivery/handlers/outcomes.ts";
import { runHandler } from "#server/delivery/handlers/run-handler.ts";
import { parseMessageData } from "#server/delivery/messages/parse-message-data.ts";
import { db, type Tx } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";
import { NotFoundError } from "#server/platform/errors.ts";
import { newId } from "#server/platform/new-id.ts";
import { assertNotPurged } from "#server/triage/dead-letters/assert-not-purged.ts";
import type { LockedDelivery } from "#server/triage/dead-letters/sql/lock-delivery.ts";
import { readDelivery, readLineageIds } from "#server/triage/dead-letters/sql/read-delivery.ts";
import { upgradePayload } from "#server/triage/dead-letters/upgrade-payload.ts";
import { checkImmutableFields } from "#server/triage/edits/check-immutable-fields.ts";
import { createPatch } from "#server/triage/edits/create-patch.ts";
import { resolveDraft } from "#server/triage/edits/resolve-draft.ts";
import { inReadOnlyTransaction } from "#server/triage/previews/in-read-only-transaction.ts";
import { maskOutput } from "#server/triage/previews/mask-output.ts";
import { createPreviewPorts, type Seen } from "#server/triage/previews/preview-ports.ts";
import { createDistinctMasker } from "#server/triage/privacy/create-distinct-masker.ts";
import type { Json } from "#server/triage/privacy/mask-payload.ts";
import { maskPayload } from "#server/triage/privacy/mask-payload.ts";
import { readReveal } from "#server/triage/privacy/read-reveal.ts";
import { findReplayTarget } from "#server/triage/replays/find-replay-target.ts";

/** How long a handler may think about a preview. */
const previewMilliseconds = 3_000;

type Asked = { id: string; draft: DraftChoice; actor: KnownActor; milliseconds?: number };
type Ran = { seen: Seen; error: PreviewDto["error"]; permanent: boolean };

/**
 * What a replay would do, without doing it: the real handler runs on the payload that the draft means, with ports that only
 * write down, in a read-only transaction that is rolled back. Its mails and webhooks, or the error that it would raise.
 * Throws 404, 409, 410 and 422 like a replay, also for a change of what is immutable; a payload that does not fit is an
 * answer, not an error.
 */
export async function preview({ id, draft, actor, milliseconds = previewMilliseconds }: Asked): Promise<PreviewDto> {
  const signal = AbortSignal.timeout(milliseconds);
  return inReadOnlyTransaction(db(), { signal: AbortSignal.timeout(milliseconds + 500), milliseconds }, async (tx) => {
    const letter = await readDelivery(tx, id);
    if (!letter) throw new NotFoundError(`There is no dead letter ${id}.`);
    await assertNotPurged(tx, letter.messageId);
    const masked = (await readReveal(tx, await readLineageIds(tx, letter.rootId), actor)) === null;
    const { data } = await resolveDraft(tx, letter, draft);
    const ran = await run(tx, letter, data as Json, { signal, masked });
    const type = letter.messageType;
    const mask = createDistinctMasker();
    const compared = (payload: Json) => (masked ? maskPayload(type, payload, mask).data : payload);
    const shown = masked ? maskOutput(type, data as Json, ran) : ran;
    return {
      outcome: ran.error === null ? "sends" : ran.permanent ? "dies" : "retries",
      mails: shown.seen.mails,
      webhooks: shown.seen.webhooks.map((body) => ({ body: body as Json })),
      error: shown.error,
      patch: createPatch(compared(upgradePayload(letter)), compared(data as Json)),
      masked,
    };
  });
}

type Conditions = { signal: AbortSignal; masked: boolean };

async function run(tx: Tx, letter: LockedDelivery, data: Json, { signal, masked }: Conditions): Promise<Ran> {
  const { definition, handler } = findReplayTarget(letter);
  const { ports, seen } = createPreviewPorts({ tx, env: env(), signal, masked });
  const { label } = failureCodes.payload_invalid;
  const parsed = parseMessageData(definition, data, letter.subject);
  if (!parsed.success) {
    const message = `The payload does not fit ${definition.type}.`;
    return { seen, permanent: true, error: { code: "payload_invalid", label, message, errors: parsed.errors } };
  }
  await checkImmutableFields(tx, definition, letter, parsed.data);
  const { type, version } = definition;
  const changed = !isDeepStrictEqual(parsed.data, upgradePayload(letter));
  const message = { id: newId(), type, version, subject: letter.subject, data: parsed.data, occurredAt: new Date() };
  const input = { message, idempotencyKey: changed ? newId() : letter.idempotencyKey, attempt: 1, signal };
  try {
    await inTime(runHandler(handler, input, ports), signal);
    return { seen, permanent: false, error: null };
  } catch (thrown) {
    const { code, error, permanent } = classifyFailure(thrown);
    const [message = ""] = error.split("\n", 1);
    return { seen, permanent, error: { code, label: failureCodes[code].label, message, errors: [] } };
  }
}

/** A handler that does not heed its signal is not waited for. */
function inTime<T>(running: Promise<T>, signal: AbortSignal): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    const tell = () => reject(new RetryableError("unexpected", "The handler took longer than a preview waits."));
    if (signal.aborted) tell();
    else signal.addEventListener("abort", tell, { once: true });
  });
  return Promise.race([running, late]);
}
