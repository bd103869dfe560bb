"use client";
import { Eye, EyeOff } from "lucide-react";
import { problemOf } from "#components/api/request-json.ts";
import type { Triage } from "#components/console/dead-letter/replay/use-triage.ts";
import { ActionButton } from "#components/session/action-button.tsx";
import { ProblemNote } from "#components/ui/problem-note.tsx";
import { Time } from "#components/ui/time.tsx";
import type { DeadLetterDto } from "#server/contracts/triage/dead-letter.ts";

type MaskedFieldsProps = { letter: DeadLetterDto; reveal: Triage["reveal"] };

/** Number of masked fields and the audited button to reveal them. */
export function MaskedFields({ letter: { masked, revealedUntil }, reveal }: MaskedFieldsProps) {
  if (revealedUntil !== null) {
    return (
      <p className="flex items-center gap-2 pt-2 text-xs text-fg-2">
        <Eye size={14} strokeWidth={1.5} aria-hidden="true" className="flex-none" />
        <span>
          Revealed to you until <Time at={revealedUntil} />. Recorded in the audit log.
        </span>
      </p>
    );
  }
  if (masked.length === 0) return null;
  return (
    <div className="grid gap-2 pt-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-fg-2">
        <EyeOff size={14} strokeWidth={1.5} aria-hidden="true" className="flex-none" />
        <span className="grow">
          {masked.length === 1
            ? "1 field is masked. A replay keeps its value."
            : `${masked.length} fields are masked. A replay keeps their values.`}
        </span>
        <ActionButton action="pii.reveal" size="s" inert={reveal.isPending} onClick={() => reveal.mutate()}>
          Reveal personal data (audited)
        </ActionButton>
      </div>
      {reveal.isError && <ProblemNote problem={problemOf(reveal.error)} />}
    </div>
  );
}
