import type { ReactNode } from "react";
import { percentText } from "#components/console/replays/replay-labels.ts";
import { Section } from "#components/console/shell/section.tsx";
import { formatCount } from "#components/format/format-count.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import type { ReplayBatchDto } from "#server/contracts/triage/replay-batch.ts";
import { replayGate } from "#server/contracts/triage/replay-outcomes.ts";

/** Limits that stop a gated replay, each with its current value. */
export function Guards({ batch }: { batch: ReplayBatchDto }) {
  const { waves, failureCauses, stop, waveMode } = batch;
  if (waveMode === "none") {
    return (
      <Section title="Stops automatically" className={plain}>
        <p className="max-w-[64ch] text-pretty text-fg-2">
          This replay has no gates: it does not stop automatically. Pause or abort it above.
        </p>
      </Section>
    );
  }
  const wave = waves.at(-1);
  const judged = wave ? wave.delivered + wave.failedAgain : 0;
  const failed = wave?.failedAgain ?? 0;
  const share = judged === 0 ? 0 : failed / judged;
  const early = (wave?.number ?? 1) <= strictWaves;
  const fresh = failureCauses.filter((cause) => cause.isNew).reduce((sum, { count }) => sum + count, 0);
  return (
    <Section
      title="Stops automatically"
      className={plain}
      aside={
        <span className={`text-xs ${stop ? "text-dead" : "text-fg-2"}`}>{stop ? "stopped" : "no limit reached"}</span>
      }
    >
      <table className="w-full">
        <thead>
          <tr className="text-xs text-fg-3 [&_th]:pb-1.5 [&_th]:font-medium">
            <th scope="col" className="text-start">
              Guard
            </th>
            <th scope="col" className="text-start">
              Now
            </th>
            <th scope="col" className="text-end">
              Stops at
            </th>
          </tr>
        </thead>
        <tbody>
          <Guard
            name="Failed again in this wave"
            hit={early ? failed > 0 : failed >= leastFailures && share > failureShare}
            fill={early ? Math.min(1, failed) : share / failureShare / 2}
            now={`${formatCount(failed)}${judged > 0 ? ` (${percentText(share)})` : ""}`}
            limit={early ? "1" : `${percentText(failureShare)}, at least ${leastFailures}`}
          />
          <Guard
            name="Failures of a new cause"
            hit={stop?.code === "new-cause"}
            fill={fresh > 0 ? 1 : 0}
            now={formatCount(fresh)}
            limit="1"
          />
        </tbody>
      </table>
      <p className="max-w-[64ch] pt-3 text-pretty text-xs text-fg-2">
        After a stop, the other messages stay dead letters and those in flight are finished.
      </p>
    </Section>
  );
}

const plain = "px-4 py-4 desk:px-6";
const { strictWaves, failureShare, leastFailures } = replayGate;

type GuardProps = { name: string; hit: boolean; fill: number; now: ReactNode; limit: string };

function Guard({ name, hit, fill, now, limit }: GuardProps) {
  return (
    <tr className="border-t border-line *:py-2">
      <td>
        <span className="inline-flex items-center gap-2">
          <StateMark name={hit ? "dead" : "delivered"} label={hit ? "Reached" : "Not reached"} />
          {name}
        </span>
      </td>
      <td>
        <span className="inline-flex items-center gap-2">
          <span aria-hidden="true" className="relative h-2 w-20 bg-waiting-bg max-desk:hidden">
            <i className="absolute inset-y-0 start-0 bg-fg-2" style={{ width: `${Math.min(1, fill) * 100}%` }} />
            <i className="absolute inset-y-[-3px] start-1/2 border-s-2 border-dead-mark" />
          </span>
          <b className="font-semibold">{now}</b>
        </span>
      </td>
      <td className="text-end text-fg-2">{limit}</td>
    </tr>
  );
}
