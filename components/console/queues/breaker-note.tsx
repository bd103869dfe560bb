"use client";
import { Time, Until } from "#components/ui/time.tsx";
import type { BreakerDto } from "#server/contracts/delivery/breaker.ts";

const text = (count: number) => count.toLocaleString("en-GB");

/** How many a breaker holds, since when and why, and what comes next. */
export function BreakerNote({ breaker }: { breaker: BreakerDto }) {
  const { state, held, openedAt, cause, decided, nextProbeAt, letThroughUntil } = breaker;
  if (letThroughUntil !== null && decided !== null) {
    return (
      <p className="pt-1 text-pretty wrap-anywhere text-retrying">
        Let through by {decided.by} until <Time at={letThroughUntil} format="minute" />, whatever fails: “
        {decided.reason}”
      </p>
    );
  }
  return (
    <p className="pt-1 text-pretty wrap-anywhere text-retrying">
      Held by its breaker: <b>{text(held)} held</b>, {openedAt && <Since at={openedAt} />}
      {cause ? (
        <>
          because {text(cause.failed)} of {text(cause.tries)} tries failed
          {cause.failureCode && (
            <>
              {" "}
              with <code>{cause.failureCode}</code>
            </>
          )}
          .
        </>
      ) : (
        decided && (
          <>
            by {decided.by}: “{decided.reason}”.
          </>
        )
      )}{" "}
      {nextProbeAt ? (
        <>
          Next probe <Until at={nextProbeAt} />.
        </>
      ) : state === "half_open" ? (
        "One after the other is let through now, to see."
      ) : null}{" "}
      No try is counted, and it goes on by itself.
    </p>
  );
}

const Since = ({ at }: { at: string }) => (
  <>
    opened <Time at={at} format="minute" />{" "}
  </>
);
