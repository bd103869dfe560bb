import type { ReactNode } from "react";
import { StateMark } from "#components/marks/state-mark.tsx";
import type { ProblemDto } from "#server/contracts/problem.ts";

/** API problem with its details and request ID. */
export function ProblemNote({ problem, children }: { problem: ProblemDto; children?: ReactNode }) {
  return (
    <div role="alert" className="rounded-panel border border-line bg-surface p-4">
      <p className="flex items-center gap-2 font-semibold">
        <StateMark name="alert" />
        {problem.type.startsWith("/problems/") ? (
          <a href={problem.type} className="link">
            {problem.title}
          </a>
        ) : (
          problem.title
        )}
      </p>
      <p className="pt-1 text-pretty text-fg-2">{problem.detail}</p>
      {problem.requestId !== "" && (
        <p className="pt-1 text-xs text-fg-3">
          Request <code className="select-all">{problem.requestId}</code>
        </p>
      )}
      {children && <div className="flex flex-wrap gap-2 pt-3">{children}</div>}
    </div>
  );
}
