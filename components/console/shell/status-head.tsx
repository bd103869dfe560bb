import type { ReactNode } from "react";
import type { MarkName } from "#components/marks/mark-names.ts";
import { StateMark } from "#components/marks/state-mark.tsx";

type StatusHeadProps = {
  mark: MarkName;
  title: ReactNode;
  evidence: ReactNode;
  /** Whether screen readers announce a changed title. Not for one that changes every second. */
  announced?: boolean;
  children?: ReactNode;
};

/** Head of a console page: status, evidence and actions. */
export function StatusHead({ mark, title, evidence, announced = true, children }: StatusHeadProps) {
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] items-start gap-x-3 gap-y-1 px-4 pt-5 pb-4.5 desk:grid-cols-[auto_minmax(0,1fr)_auto] desk:px-6">
      <StateMark name={mark} size={24} className="mt-0.5 desk:mt-1" />
      <h1
        aria-live={announced ? "polite" : undefined}
        id="page-title"
        tabIndex={-1}
        className="text-[1.375rem]/7 font-semibold tracking-[-0.02em] outline-none desk:text-page-title"
      >
        {title}
      </h1>
      <div className="col-start-2 text-pretty text-fg-2">{evidence}</div>
      {children && (
        <div className="col-span-full flex flex-wrap gap-2 pt-2 *:max-desk:grow desk:col-span-1 desk:col-start-3 desk:row-span-2 desk:row-start-1 desk:ps-6 desk:pt-0.5">
          {children}
        </div>
      )}
    </div>
  );
}
