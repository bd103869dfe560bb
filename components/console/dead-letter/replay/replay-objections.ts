import type { ReplayBody, ReplayGuardDto } from "#server/contracts/triage/dead-letter.ts";

export type ReplayObjections = {
  sentences: string[];
  /** What the body must name to be let through; undefined where a reason alone is enough. */
  override: ReplayBody["override"];
  /** Only an admin may. */
  loop: boolean;
};

const when = (at: string): string => `${at.slice(0, 10)}, ${at.slice(11, 19)} UTC`;

/** What the server would say against a replay, before it is asked; null where nothing stands against it. */
export function replayObjections(guard: ReplayGuardDto): ReplayObjections | null {
  const { accepted, maybeSentSince, replays, maxReplays, revokedBy } = guard;
  const sent = accepted !== null || maybeSentSince !== null;
  const loop = replays >= maxReplays;
  const sentences: string[] = [];
  if (accepted) {
    const reply = accepted.reply === null ? "" : ` and answered “${accepted.reply}”`;
    sentences.push(
      `The other side took revision ${accepted.revision} at ${when(accepted.at)}${reply}. As it is, a replay closes it and sends nothing; an edit is sent anew.`,
    );
  } else if (maybeSentSince) {
    sentences.push(
      `It may have arrived: a try at ${when(maybeSentSince)} ended without an answer. A replay may bring a second copy.`,
    );
  }
  if (loop)
    sentences.push(
      `It was replayed ${replays} times and died each time. Once more is for admins; look for its cause first.`,
    );
  if (revokedBy) sentences.push(`${revokedBy.messageType} of ${when(revokedBy.at)} took back what it says.`);
  if (sentences.length === 0) return null;
  const override = { ...(sent ? { alreadySent: true as const } : {}), ...(loop ? { loop: true as const } : {}) };
  return { sentences, override: sent || loop ? override : undefined, loop };
}
