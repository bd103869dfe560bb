import { type FailureCode, failureCodes, isFailureCode } from "#server/contracts/delivery/failure-code.ts";
import type { SuggestionsDto } from "#server/contracts/triage/editing.ts";

type Input = {
  failureCode: string | null;
  /** Whether its payload is valid for the schema of this build. */
  fits: boolean;
  /** The build of its last attempt, where it is known, and this build. */
  diedUnder: string | null;
  build: string;
};

/** The message may have been sent, or may stop workers: an operator checks before a replay. */
const askFirst: readonly FailureCode[] = ["delivery_unknown", "worker_lost"];

/** The next step for a dead letter by its failure code. Pure. */
export function advise({ failureCode, fits, diedUnder, build }: Input): SuggestionsDto["advice"] {
  const code = failureCode !== null && isFailureCode(failureCode) ? failureCode : "unexpected";
  const { permanent, nextStep } = failureCodes[code];
  if (askFirst.includes(code)) return { kind: "ask_first", text: nextStep };
  if (code === "unexpected" || code === "unknown_type") {
    const newer = diedUnder !== null && diedUnder !== build;
    return newer
      ? {
          kind: "replay_as_it_is",
          text: `It failed under build ${diedUnder}. This is build ${build}: preview it, then replay.`,
        }
      : { kind: "wait_for_deploy", text: `It failed under this build. ${nextStep}` };
  }
  if (code === "payload_invalid" && fits) {
    return { kind: "replay_as_it_is", text: "Its payload is valid for this build: replay it as it is." };
  }
  return { kind: permanent ? "needs_edit" : "replay_as_it_is", text: nextStep };
}
