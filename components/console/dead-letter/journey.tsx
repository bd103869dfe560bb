import type { CSSProperties, ReactNode } from "react";
import { type MarkName, markLabels, toneOf } from "#components/marks/mark-names.ts";
import { StateMark } from "#components/marks/state-mark.tsx";

/** Line to the next step: solid is done, grey dashes were expected, teal is an operator action. */
export type JourneyLink = "moved" | "delivered" | "retried" | "gap" | "replay" | "plan" | "rise" | "rise-plan" | "none";

export type JourneyStep = {
  key: string;
  label: string;
  detail?: ReactNode;
  mark: MarkName;
  level: "rail" | "branch";
  next: JourneyLink;
  /** The final failed attempt, from which the branch starts. */
  falls?: boolean;
  /** Not reached yet. */
  pending?: boolean;
};

/** Path of one message through the pipeline, with the dead-letter branch below the failed attempt. */
export function Journey({ label, steps }: { label: string; steps: readonly JourneyStep[] }) {
  const rail = steps.filter((step) => step.level === "rail");
  const branch = steps.filter((step) => step.level === "branch");
  const fall = rail.findIndex((step) => step.falls) + 1;
  const columns = branch.length > 0 ? fall + branch.length : rail.length;
  return (
    <ol className="journey" aria-label={label} style={{ "--n": columns } as CSSProperties}>
      {steps.map((step) => {
        const last = step === rail.at(-1);
        const column = step.level === "branch" ? fall + branch.indexOf(step) : last ? columns : rail.indexOf(step) + 1;
        const span = step.falls && step.next === "gap" ? columns - column : 1;
        return <Step key={step.key} step={step} column={column} span={Math.max(span, 1)} first={step === branch[0]} />;
      })}
    </ol>
  );
}

function Step({ step, column, span, first }: { step: JourneyStep; column: number; span: number; first: boolean }) {
  const fatal = step.falls || step.key === "dead";
  const colour = fatal ? toneOf.dead.text : step.next === "rise-plan" ? toneOf.replaying.text : undefined;
  const classes = [step.level, step.falls && "falls", step.pending && "pending", first && "first"]
    .filter(Boolean)
    .join(" ");
  return (
    <li className={classes} data-next={step.next} style={{ "--c": column, "--s": span } as CSSProperties}>
      <div className="jl">
        <b className={colour}>
          {step.label}
          {step.label !== markLabels[step.mark] && (
            <span className="sr-only">{`, ${markLabels[step.mark].toLowerCase()}`}</span>
          )}
        </b>
        {step.detail !== undefined && (
          <span className="jd">
            <span className="sr-only">, </span>
            {step.detail}
          </span>
        )}
      </div>
      <div className="nd">
        <StateMark name={step.mark} size={20} />
      </div>
    </li>
  );
}
