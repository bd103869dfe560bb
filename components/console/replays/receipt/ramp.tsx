import { Lock } from "lucide-react";
import { CountsBar } from "#components/console/replays/counts-bar.tsx";
import { mostSquares, type WaveShape, WaveSquares } from "#components/console/replays/receipt/wave-squares.tsx";
import { percentText } from "#components/console/replays/replay-labels.ts";
import { Section } from "#components/console/shell/section.tsx";
import { formatCount, formatCounted } from "#components/format/format-count.ts";
import type { MarkName } from "#components/marks/mark-names.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import type { ReplayBatchDto, ReplayWaveDto } from "#server/contracts/triage/replay-batch.ts";

const marks: Record<ReplayWaveDto["state"], MarkName> = { running: "replaying", passed: "delivered", stopped: "dead" };

/** Waves from left to right, with the gate after each. A gate opens when every message before it has an outcome. */
export function Ramp({ batch }: { batch: ReplayBatchDto }) {
  const { waves, nextWaveSize, state, waveMode, counts } = batch;
  const ended = state === "completed" || state === "stopped" || state === "aborted";
  // Pending messages of the running wave are not those of the next one.
  const remaining = counts.pending - pendingIn(waves.at(-1));
  const next = ended || nextWaveSize === null || remaining <= 0 ? null : Math.min(nextWaveSize, remaining);
  const number = (waves.at(-1)?.number ?? 0) + 1;
  const later = next === null ? 0 : remaining - next;
  return (
    <Section
      title="Waves"
      note={
        waveMode === "gated"
          ? "one square is one message; a gate opens when every message before it has an outcome"
          : "all at once, without gates"
      }
      className="ramp border-t border-line px-4 py-4 desk:px-6"
    >
      {waves.length === 0 && next === null && (
        <p className="pt-2 text-fg-2">
          {ended ? "No message was replayed." : "The first wave starts with the replay."}
        </p>
      )}
      <ol className="flex flex-wrap gap-x-8 gap-y-4 pt-1 max-desk:flex-col">
        {waves.map((wave) => (
          <Wave
            key={wave.number}
            wave={wave}
            gated={waveMode === "gated"}
            last={wave.number === number - 1 && next === null}
          />
        ))}
        {next !== null && (
          <li className="grid content-start gap-1.5 max-desk:grid-cols-[104px_minmax(0,1fr)]">
            <p className="flex items-center gap-2 text-xs text-fg-2">
              <StateMark name="waiting" />
              {`Wave ${number}`}
            </p>
            <Squares
              shape={{ delivered: 0, failedAgain: 0, inFlight: 0, other: 0, pending: next }}
              label={`Wave ${number}: ${formatCounted(next, "message")} not sent yet`}
            />
            <p className="text-xs text-fg-2 max-desk:col-start-1">
              {`${formatCounted(next, "message")} waiting`}
              {later > 0 && <span className="block">{`then ${formatCount(later)} more`}</span>}
            </p>
          </li>
        )}
      </ol>
    </Section>
  );
}

const pendingIn = (wave: ReplayWaveDto | undefined): number =>
  wave?.state === "running"
    ? Math.max(0, wave.size - wave.delivered - wave.failedAgain - wave.inFlight - wave.other)
    : 0;

function Wave({ wave, gated, last }: { wave: ReplayWaveDto; gated: boolean; last: boolean }) {
  const { number, size, state, delivered, failedAgain, inFlight, other } = wave;
  const settled = delivered + failedAgain + other;
  const pending = Math.max(0, size - settled - inFlight);
  const judged = delivered + failedAgain;
  const share = judged === 0 ? 0 : failedAgain / judged;
  const label = `Wave ${number}: ${delivered} delivered, ${failedAgain} failed again, ${other} skipped, ${inFlight + pending} left`;
  return (
    <>
      <li className="grid content-start gap-1.5 max-desk:grid-cols-[104px_minmax(0,1fr)]">
        <p
          className={`flex items-center gap-2 text-xs ${state === "running" ? "font-semibold text-replaying" : "text-fg-2"}`}
        >
          <StateMark name={marks[state]} />
          {`Wave ${number}`}
        </p>
        <Squares shape={{ delivered, failedAgain, inFlight, other, pending }} label={label} />
        <p className="text-xs text-fg-2 max-desk:col-start-1">
          <b className="block font-semibold text-fg">{`${formatCount(settled)} of ${formatCount(size)}`}</b>
          {`${percentText(share)} failed again`}
        </p>
      </li>
      {gated && !last && <Gate state={state} />}
    </>
  );
}

const Squares = ({ shape, label }: { shape: WaveShape; label: string }) => {
  const size = shape.delivered + shape.failedAgain + shape.inFlight + shape.other + shape.pending;
  if (size <= mostSquares) {
    return (
      <div className="max-w-full overflow-hidden p-px max-desk:row-span-2">
        <WaveSquares shape={shape} label={label} />
      </div>
    );
  }
  const { other, ...moved } = shape;
  const none = { conflict: 0, invalid: 0, blocked: 0, aborted: 0 };
  return (
    <div className="w-80 max-w-full self-center max-desk:row-span-2">
      <CountsBar counts={{ ...moved, ...none, alreadySent: other }} total={size} label={label} className="h-4" />
    </div>
  );
};

const gateLines: Record<ReplayWaveDto["state"], string> = {
  passed: "border-delivered-mark",
  stopped: "border-dead-mark",
  running: "border-dashed border-line-input",
};

/** The gate after a wave: passed, closed or stopped. */
function Gate({ state }: { state: ReplayWaveDto["state"] }) {
  const label = { passed: "Gate passed", stopped: "Gate stopped the replay", running: "Gate closed" }[state];
  return (
    <li aria-label={label} className="relative grid place-items-center max-desk:h-5 desk:w-5">
      <span
        aria-hidden="true"
        className={`absolute desk:inset-y-0 desk:border-s max-desk:inset-x-0 max-desk:border-t ${gateLines[state]}`}
      />
      <span className="relative bg-bg p-0.5 text-fg-3">
        {state === "running" ? (
          <Lock size={14} strokeWidth={1.5} aria-hidden="true" />
        ) : (
          <StateMark name={marks[state]} />
        )}
      </span>
    </li>
  );
}
