"use client";
import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { DeadLetterTable } from "#components/dead-letters/dead-letter-table.tsx";
import { deadLettersQuery } from "#components/dead-letters/dead-letters-query.ts";
import { newestDeadCount } from "#components/ops/newest-dead-count.ts";

/** What died last, with the next step in each row. */
export function NewestDead() {
  const { data } = useSuspenseQuery(deadLettersQuery(null, newestDeadCount));
  return (
    <section aria-labelledby="newest" className="border-t border-line pt-4">
      <div className="flex items-baseline justify-between gap-4 px-4 pb-2 desk:px-6">
        <h2 id="newest" className="font-semibold">
          Newest dead letters
        </h2>
        {data.items.length > 0 && (
          <Link href="/ops/dead-letters" className="link inline-flex items-center text-xs text-fg-2 max-desk:min-h-11">
            All dead letters
          </Link>
        )}
      </div>
      {data.items.length === 0 ? (
        <p className="max-w-[72ch] px-4 pb-6 text-pretty text-fg-2 desk:px-6">
          None. A message that is refused for good, or that fails at its last try, would stand here with its error, its
          tries and the next step.
        </p>
      ) : (
        <DeadLetterTable items={data.items} />
      )}
    </section>
  );
}
