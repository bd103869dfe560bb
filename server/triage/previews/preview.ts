import { isDeepStrictEqual } from "node:util";
import type { KnownActor } from "#server/audit/actor.ts";
import { failureCodes } from "#server/contracts/delivery/failure-code.ts";
import type { DraftChoice, PreviewDto } from "#server/contracts/triage/editing.ts";
import { classifyFailure } from "#server/delivery/deliveries/classify-failure.ts";
import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { RetryableError } from "#server/delivery/handlers/outcomes.ts";
import { runHandler } from "#server/delivery/handlers/run-handler.ts";
import { parseMessageData } from "#server/delivery/messages/parse-message-data.ts";
import { createDistinctMasker } from "#server/delivery/privacy/create-distinct-masker.ts";
import type { Json } from "#server/delivery/privacy/mask-payload.ts";
import { maskPayload } from "#server/delivery/privacy/mask-payload.ts";
import { db, type Tx } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";
import { NotFoundError } from "#server/platform/errors.ts";
import { newId } from "#server/platform/new-id.ts";
import { assertNotPurged } from "#server/triage/dead-letters/assert-not-purged.ts";
import { findReplayTarget } from "#server/triage/dead-letters/find-replay-target.ts";
import { readDelivery, readLineageIds } from "#server/triage/dead-letters/sql/read-delivery.ts";
import { upgradePayload } from "#server/triage/dead-letters/upgrade-payload.ts";
import { checkImmutableFields } from "#server/triage/edits/check-immutable-fields.ts";
import { resolveDraft } from "#server/triage/edits/resolve-draft.ts";
import { inReadOnlyTransaction } from "#server/triage/previews/in-read-only-transaction.ts";
import { maskOutput } from "#server/triage/previews/mask-output.ts";
import { createPreviewPorts, type PreviewOutput } from "#server/triage/previews/preview-ports.ts";
import { readReveal } from "#server/triage/privacy/read-reveal.ts";
import { createPatch } from "#server/triage/suggestions/create-patch.ts";

/** The time limit of a handler in a preview. */
const previewMilliseconds = 3_000;

type Resolve = (tx: Tx, deadLetter: LockedDelivery) => Promise<{ data: unknown }>;
type Input = { id: string; actor: KnownActor; milliseconds?: number };
type Ran = { output: PreviewOutput; error: PreviewDto["error"]; permanent: boolean };

/**
 * Previews a replay: runs the real handler on the payload of a draft, with ports that only record, in a read-only transaction
 * that is rolled back. Returns its mails and webhooks, or its error; an invalid payload is a result, too. Throws 404, 409, 410
 * and 422 like a replay.
 */
export const preview = ({ draft, ...input }: Input & { draft: DraftChoice }): Promise<PreviewDto> =>
  previewOf({ ...input, resolve: (tx, deadLetter) => resolveDraft(tx, deadLetter, draft) });

/** Previews a replay as `preview` does, with a payload that the caller resolves: of a draft, or of a batch's change. */
export async function previewOf(input: Input & { resolve: Resolve }): Promise<PreviewDto> {
  const { id, resolve, actor, milliseconds = previewMilliseconds } = input;
  const signal = AbortSignal.timeout(milliseconds);
  return inReadOnlyTransaction(db(), { signal: AbortSignal.timeout(milliseconds + 500), milliseconds }, async (tx) => {
    const deadLetter = await readDelivery(tx, id);
    if (!deadLetter) throw new NotFoundError(`There is no dead letter ${id}.`);
    await assertNotPurged(tx, deadLetter.messageId);
    const masked = (await readReveal(tx, await readLineageIds(tx, deadLetter.rootId), actor)) === null;
    const { data } = await resolve(tx, deadLetter);
    const ran = await run(tx, deadLetter, data as Json, { signal, masked });
    const type = deadLetter.messageType;
    const mask = createDistinctMasker();
    const compared = (payload: Json) => (masked ? maskPayload(type, payload, mask).data : payload);
    const shown = masked ? maskOutput(type, data as Json, ran) : ran;
    return {
      outcome: ran.error === null ? "sends" : ran.permanent ? "dies" : "retries",
      mails: shown.output.mails,
      webhooks: shown.output.webhooks.map((body) => ({ body: body as Json })),
      error: shown.error,
      patch: createPatch(compared(upgradePayload(deadLetter)), compared(data as Json)),
      masked,
    };
  });
}

type Conditions = { signal: AbortSignal; masked: boolean };

async function run(tx: Tx, deadLetter: LockedDelivery, data: Json, { signal, masked }: Conditions): Promise<Ran> {
  const { definition, handler } = findReplayTarget(deadLetter);
  const { ports, output } = createPreviewPorts({ tx, env: env(), signal, masked });
  const { label } = failureCodes.payload_invalid;
  const parsed = parseMessageData(definition, data, deadLetter.subject);
  if (!parsed.success) {
    const message = `The payload is invalid for ${definition.type}.`;
    return { output, permanent: true, error: { code: "payload_invalid", label, message, errors: parsed.errors } };
  }
  await checkImmutableFields(tx, definition, deadLetter, parsed.data);
  const { type, version } = definition;
  const changed = !isDeepStrictEqual(parsed.data, upgradePayload(deadLetter));
  const message = {
    id: newId(),
    type,
    version,
    subject: deadLetter.subject,
    data: parsed.data,
    occurredAt: new Date(),
  };
  const input = { message, idempotencyKey: changed ? newId() : deadLetter.idempotencyKey, attempt: 1, signal };
  try {
    await inTime(runHandler(handler, input, ports), signal);
    return { output, permanent: false, error: null };
  } catch (thrown) {
    const { code, error, permanent } = classifyFailure(thrown);
    const [message = ""] = error.split("\n", 1);
    return { output, permanent, error: { code, label: failureCodes[code].label, message, errors: [] } };
  }
}

/** Ends at the time limit, even where the handler ignores its signal. */
function inTime<T>(running: Promise<T>, signal: AbortSignal): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    const fail = () => reject(new RetryableError("unexpected", "The handler exceeded the time limit of a preview."));
    if (signal.aborted) fail();
    else signal.addEventListener("abort", fail, { once: true });
  });
  return Promise.race([running, late]);
}
