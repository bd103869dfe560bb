import { CornerUpLeft, TrendingUp } from "lucide-react";
import { deadLettersLeft } from "#components/console/causes/cause-labels.ts";
import { Chip } from "#components/ui/chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { CauseDto } from "#server/contracts/triage/cause.ts";

const icon = { size: 12, strokeWidth: 1.75, "aria-hidden": true } as const;

/** State of a cause in at most two chips. An ongoing cause has none. */
export function CauseChips({ cause }: { cause: CauseDto }) {
  const { state } = cause;
  const open = state !== "resolved" && state !== "muted" && state !== "quiet";
  return (
    <>
      {state === "escalating" && (
        <Chip tone="alarm">
          <TrendingUp {...icon} />
          Escalating
        </Chip>
      )}
      {open && cause.regressedAt !== null && (
        <Chip tone="dead">
          <CornerUpLeft {...icon} />
          Regressed
        </Chip>
      )}
      {state === "new" && (
        <Chip tone="ink">
          <span aria-hidden="true" className="size-1 rounded-full bg-current" />
          New
        </Chip>
      )}
      {state === "quiet" && <Chip tone="delivered">No dead letters</Chip>}
      {state === "resolved" && <Chip tone="delivered">Resolved</Chip>}
      {state === "muted" && cause.muted && <Chip tone="outline">{<MutedUntil muted={cause.muted} />}</Chip>}
    </>
  );
}

/** `Muted until 3 more dead letters`, `Muted until 22 Nov, 09:00`, or both. */
function MutedUntil({ muted }: { muted: NonNullable<CauseDto["muted"]> }) {
  return (
    <>
      Muted until {muted.deathsLeft !== null && deadLettersLeft(muted.deathsLeft)}
      {muted.deathsLeft !== null && muted.until !== null && " or "}
      {muted.until !== null && <Time at={muted.until} format="day" />}
    </>
  );
}
