"use client";
import { formatCount } from "#components/format/format-count.ts";
import { Time, Until } from "#components/ui/time.tsx";
import type { BreakerDto } from "#server/contracts/delivery/breaker.ts";

/** State of a circuit breaker: held deliveries, start, cause and next probe. */
export function BreakerNote({ breaker }: { breaker: BreakerDto }) {
  const { state, held, openedAt, cause, decided, nextProbeAt, letThroughUntil } = breaker;
  if (letThroughUntil !== null && decided !== null) {
    return (
      <p className="pt-1 text-pretty wrap-anywhere text-retrying">
        Circuit breaker kept closed by {decided.by} until <Time at={letThroughUntil} format="minute" />: “
        {decided.reason}”
      </p>
    );
  }
  return (
    <p className="pt-1 text-pretty wrap-anywhere text-retrying">
      Circuit breaker {state === "half_open" ? "half-open" : "open"}: <b>{formatCount(held)} held</b>,{" "}
      {openedAt && <Since at={openedAt} />}
      {cause ? (
        <>
          because {formatCount(cause.failed)} of {formatCount(cause.tries)} attempts failed
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
        "Probing now."
      ) : null}{" "}
      Held deliveries use no attempts. The circuit breaker closes automatically.
    </p>
  );
}

const Since = ({ at }: { at: string }) => (
  <>
    opened <Time at={at} format="minute" />{" "}
  </>
);
