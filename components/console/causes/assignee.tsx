import { initialsOf } from "#components/session/initials-of.ts";
import type { CauseDto } from "#server/contracts/triage/cause.ts";

/** Initials of the assignee, or a dash if unassigned. */
export function Assignee({ owner }: Pick<CauseDto, "owner">) {
  if (owner === null) return <span className="text-fg-3">–</span>;
  return (
    <span
      role="img"
      aria-label={owner.name}
      title={owner.name}
      className="inline-grid size-6 place-items-center rounded-full border border-line-strong bg-surface text-2xs font-semibold text-fg-2"
    >
      {initialsOf(owner.name)}
    </span>
  );
}
