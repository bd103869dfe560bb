import type { AppError } from "#server/platform/errors.ts";

/** Shown when the limit of searches by e-mail address is reached. */
export function TooManySearches({ error }: { error: AppError }) {
  return (
    <div className="grid content-start gap-2 px-4 py-12 desk:px-6">
      <h1 className="text-base font-semibold">Too many searches by address</h1>
      <p className="max-w-[72ch] text-pretty text-fg-2">
        {error.message} A search by e-mail address counts as revealing personal data and is audited. Search by an order
        number or an ID instead.
      </p>
    </div>
  );
}
