"use client";
import Link from "next/link";
import { toneOf } from "#components/marks/mark-names.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { stageLabel } from "#components/pipeline/stage-labels.ts";
import type { TimelineStep } from "#components/store/orders/timeline-steps.ts";
import { Time } from "#components/ui/time.tsx";

type TimelineProps = { steps: readonly TimelineStep[]; technical: boolean };

/** Timeline of an order, oldest first, with optional technical details. */
export function Timeline({ steps, technical }: TimelineProps) {
  return (
    <ol className="tline pt-2 pb-4">
      {steps.map((step) => (
        <li key={step.key} data-mark={step.mark}>
          <StateMark name={step.mark} size={24} />
          <div>
            <p aria-live="polite" className={`font-name ${titleTone(step)}`}>
              {step.title}
            </p>
            {step.sentence && <p className="text-pretty text-fg-2">{step.sentence}</p>}
            {technical && <TechnicalDetails step={step} />}
          </div>
          {step.at && (
            <p className="text-sm leading-6 text-fg-2">
              {step.since && "since "}
              <Time at={step.at} format={step.since ? "minute" : "clock"} />
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}

function titleTone({ mark }: TimelineStep): string {
  if (mark === "retrying" || mark === "replaying") return toneOf[mark].text;
  return mark === "waiting" ? "text-fg-2" : "";
}

function TechnicalDetails({ step }: { step: TimelineStep }) {
  const { delivery } = step;
  if (step.entries.length === 0) return null;
  return (
    <ul className="pt-1 font-mono text-xs/5 text-fg-2">
      {step.entries.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries are append-only and have no ID.
        <li key={index} className="wrap-anywhere">
          <Time at={entry.at} /> {stageLabel(entry)}
        </li>
      ))}
      {delivery && <li className="wrap-anywhere">delivery {delivery.id}</li>}
      {delivery?.heldBy && (
        <li className="wrap-anywhere">
          blocked by{" "}
          <Link href={`/ops/dead-letters/${delivery.heldBy.id}`} className="link">
            {`${delivery.heldBy.id.slice(-8)} (${delivery.heldBy.state === "dead" ? "dead letter" : delivery.heldBy.state})`}
          </Link>
        </li>
      )}
    </ul>
  );
}
