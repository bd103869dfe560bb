import type { ReplayBody, ReplayGuardDto } from "#server/contracts/triage/dead-letter.ts";

export type ReplayObjections = {
  sentences: string[];
  /** Overrides that the request must contain; undefined if a reason is enough. */
  override: ReplayBody["override"];
  /** Requires an admin. */
  loop: boolean;
};

const when = (at: string): string => `${at.slice(0, 10)}, ${at.slice(11, 19)} UTC`;

/** Objections that the server would raise against a replay, or null. */
export function replayObjections(guard: ReplayGuardDto): ReplayObjections | null {
  const { accepted, maybeSentSince, replays, maxReplays, revokedBy } = guard;
  const sent = accepted !== null || maybeSentSince !== null;
  const loop = replays >= maxReplays;
  const sentences: string[] = [];
  if (accepted) {
    const reply = accepted.reply === null ? "" : ` and replied “${accepted.reply}”`;
    sentences.push(
      `The destination accepted revision ${accepted.revision} at ${when(accepted.at)}${reply}. An unchanged replay only closes it and sends nothing; an edited one is sent.`,
    );
  } else if (maybeSentSince) {
    sentences.push(
      `It may have been delivered: an attempt at ${when(maybeSentSince)} ended without a reply. A replay may deliver a second copy.`,
    );
  }
  if (loop)
    sentences.push(
      `It was replayed ${replays} times and failed each time. Another replay requires an admin. Fix the cause first.`,
    );
  if (revokedBy) sentences.push(`${revokedBy.messageType} revoked this message at ${when(revokedBy.at)}.`);
  if (sentences.length === 0) return null;
  const override = { ...(sent ? { alreadySent: true as const } : {}), ...(loop ? { loop: true as const } : {}) };
  return { sentences, override: sent || loop ? override : undefined, loop };
}
