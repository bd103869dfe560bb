import { type FailureCode, failureCodes, isFailureCode } from "#server/contracts/delivery/failure-code.ts";
import type { SuggestionsDto } from "#server/contracts/triage/editing.ts";

type Asked = {
  failureCode: string | null;
  /** Whether its payload fits the schema of this build. */
  fits: boolean;
  /** The build that it died under, where it is known, and this one. */
  diedUnder: string | null;
  build: string;
};

/** It may have had its effect, or done harm: a look comes before a replay. */
const askFirst: readonly FailureCode[] = ["delivery_unknown", "worker_lost"];

/** What to do about a dead letter by the kind of its failure. Pure; the words of the failure code are the last sentence. */
export function advise({ failureCode, fits, diedUnder, build }: Asked): SuggestionsDto["advice"] {
  const code = failureCode !== null && isFailureCode(failureCode) ? failureCode : "unexpected";
  const { permanent, nextStep } = failureCodes[code];
  if (askFirst.includes(code)) return { kind: "ask_first", text: nextStep };
  if (code === "unexpected" || code === "unknown_type") {
    const newer = diedUnder !== null && diedUnder !== build;
    return newer
      ? {
          kind: "replay_as_it_is",
          text: `It died under build ${diedUnder}, and this is ${build}: preview it, then replay.`,
        }
      : { kind: "wait_for_deploy", text: `This is the build that it died under. ${nextStep}` };
  }
  if (code === "payload_invalid" && fits) {
    return { kind: "replay_as_it_is", text: "Its payload fits the schema of this build: replay it as it is." };
  }
  return { kind: permanent ? "needs_edit" : "replay_as_it_is", text: nextStep };
}
