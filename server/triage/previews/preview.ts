import { isDeepStrictEqual } from "node:util";
import type { KnownActor } from "#server/audit/actor.ts";
import { failureCodes } from "#server/contracts/delivery/failure-code.ts";
import type { DraftChoice, PreviewDto } from "#server/contracts/triage/editing.ts";
import { classifyFailure } from "#server/delivery/deliveries/classify-failure.ts";
import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { RetryableError } from "#server/delivery/handlers/outcomes.ts";
import { runHandler } from "#server/delivery/handlers/run-handler.ts";
import { parseMessageData } from "#server/delivery/messages/parse-message-data.ts";
import type { Json } from "#server/delivery/privacy/mask-payload.ts";
import { maskPayload } from "#server/delivery/privacy/mask-payload.ts";
import { tellApart } from "#server/delivery/privacy/tell-apart.ts";
import { db, type Tx } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";
import { NotFoundError } from "#server/platform/errors.ts";
import { newId } from "#server/platform/new-id.ts";
import { findRecipient } from "#server/triage/dead-letters/find-recipient.ts";
import { presentData } from "#server/triage/dead-letters/present-data.ts";
import { refusePurged } from "#server/triage/dead-letters/refuse-purged.ts";
import { readDelivery, readLineageIds } from "#server/triage/dead-letters/sql/read-delivery.ts";
import { chooseData } from "#server/triage/edits/choose-data.ts";
import { refuseLocked } from "#server/triage/edits/refuse-locked.ts";
import { inReadOnly } from "#server/triage/previews/in-read-only.ts";
import { maskSeen } from "#server/triage/previews/mask-seen.ts";
import { createPreviewPorts, type Seen } from "#server/triage/previews/preview-ports.ts";
import { readReveal } from "#server/triage/privacy/read-reveal.ts";
import { patchOf } from "#server/triage/suggestions/patch-of.ts";

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
  return inReadOnly(db(), { signal: AbortSignal.timeout(milliseconds + 500), milliseconds }, async (tx) => {
    const letter = await readDelivery(tx, id);
    if (!letter) throw new NotFoundError(`There is no dead letter ${id}.`);
    await refusePurged(tx, letter.messageId);
    const masked = (await readReveal(tx, await readLineageIds(tx, letter.rootId), actor)) === null;
    const { data } = await chooseData(tx, letter, draft);
    const ran = await run(tx, letter, data as Json, { signal, masked });
    const type = letter.messageType;
    const mask = tellApart();
    const compared = (payload: Json) => (masked ? maskPayload(type, payload, mask).data : payload);
    const shown = masked ? maskSeen(type, data as Json, ran) : ran;
    return {
      outcome: ran.error === null ? "sends" : ran.permanent ? "dies" : "retries",
      mails: shown.seen.mails,
      webhooks: shown.seen.webhooks.map((body) => ({ body: body as Json })),
      error: shown.error,
      patch: patchOf(compared(presentData(letter)), compared(data as Json)),
      masked,
    };
  });
}

type Conditions = { signal: AbortSignal; masked: boolean };

async function run(tx: Tx, letter: LockedDelivery, data: Json, { signal, masked }: Conditions): Promise<Ran> {
  const { definition, handler } = findRecipient(letter);
  const { ports, seen } = createPreviewPorts({ tx, env: env(), signal, masked });
  const { label } = failureCodes.payload_invalid;
  const parsed = parseMessageData(definition, data, letter.subject);
  if (!parsed.success) {
    const message = `The payload does not fit ${definition.type}.`;
    return { seen, permanent: true, error: { code: "payload_invalid", label, message, errors: parsed.errors } };
  }
  await refuseLocked(tx, definition, letter, parsed.data);
  const { type, version } = definition;
  const changed = !isDeepStrictEqual(parsed.data, presentData(letter));
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
