import type { ReplayBatchDto } from "#server/contracts/triage/replay-batch.ts";
import { replayGate } from "#server/contracts/triage/replay-outcomes.ts";

/** Terminal outcomes of a wave, as far as they are known. */
export type WaveOutcomes = {
  number: number;
  /** Items that were pending when the wave began. */
  size: number;
  failedAgain: number;
  /** Whether an item is pending or in flight. */
  open: boolean;
  /** A cause that the batch did not have when it was frozen, of a failure; null for none. */
  newCause: string | null;
};
type Stop = NonNullable<ReplayBatchDto["stop"]>;
export type WaveDecision = { kind: "wait" } | { kind: "continue" } | { kind: "stop"; stop: Stop };

const { strictWaves, leastFailures, failureShare } = replayGate;

/**
 * Decides what follows a gated wave. It stops at once for a new cause, or for a failure in the first two waves; in a later one
 * when more than 10 % and at least 3 messages failed again. The next wave begins only when every outcome is known. Pure.
 */
export function decideWave({ number, size, failedAgain, open, newCause }: WaveOutcomes): WaveDecision {
  const failed = `${failedAgain} of ${size} messages of wave ${number} failed again`;
  if (newCause !== null) {
    return stop("new-cause", `${failed}, one of a cause that the batch did not have.`, newCause);
  }
  if (number <= strictWaves && failedAgain > 0) return stop("early-failure", `${failed}.`);
  if (failedAgain >= leastFailures && failedAgain > size * failureShare) {
    return stop("wave-failed", `${failed}: more than ${failureShare * 100} %.`);
  }
  return open ? { kind: "wait" } : { kind: "continue" };
}

const stop = (code: Stop["code"], words: string, cause: string | null = null): WaveDecision => ({
  kind: "stop",
  stop: { code, words, cause },
});
