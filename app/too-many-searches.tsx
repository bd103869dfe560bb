import type { AppError } from "#server/platform/errors.ts";

/** Shown instead of rows when searches by a whole address reached their limit. */
export function TooManySearches({ error }: { error: AppError }) {
  return (
    <div className="grid content-start gap-2 px-4 py-12 desk:px-6">
      <h1 className="text-base font-semibold">Too many searches by address</h1>
      <p className="max-w-[72ch] text-pretty text-fg-2">
        {error.message} A search by a whole e-mail address counts as a reveal and is audited. Search by an order number
        or an ID instead.
      </p>
    </div>
  );
}
