"use client";
import { useId } from "react";
import { rateText } from "#components/console/replays/replay-labels.ts";

/** Offered rate caps in messages per second; null is no limit. */
const rates: readonly (number | null)[] = [1, 5, 20, 100, null];

type RateFieldProps = { label: string; value: number | null; inert?: boolean; onRate: (rate: number | null) => void };

/** Rate cap as a row of buttons. Keeps a rate that an API client set as an option. */
export function RateField({ label, value, inert = false, onRate }: RateFieldProps) {
  const id = useId();
  const offered = rates.includes(value) ? rates : [value, ...rates];
  return (
    <div className="grid gap-1">
      <span id={id} className="text-xs text-fg-2">
        {label}
      </span>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a flex row in all browsers. */}
      <div
        role="group"
        aria-labelledby={id}
        className="flex w-fit overflow-hidden rounded-control border border-line-input"
      >
        {offered.map((rate) => (
          <button
            key={String(rate)}
            type="button"
            aria-pressed={rate === value}
            aria-disabled={inert || undefined}
            aria-label={rateText(rate)}
            onClick={() => !inert && rate !== value && onRate(rate)}
            className="h-7 min-w-9 border-s border-line px-2 text-xs text-fg-2 first:border-s-0 hover:bg-hover aria-pressed:bg-fg aria-pressed:font-semibold aria-pressed:text-bg aria-disabled:cursor-not-allowed max-desk:h-11 max-desk:min-w-12"
          >
            {rate === null ? "No limit" : rate}
          </button>
        ))}
      </div>
    </div>
  );
}
