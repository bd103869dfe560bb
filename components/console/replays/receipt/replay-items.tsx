"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { outcomeLabels, outcomeOrder } from "#components/console/replays/replay-labels.ts";
import { replayItemsQuery, replayPath } from "#components/console/replays/replays-query.ts";
import { formatCount } from "#components/format/format-count.ts";
import { shortSubject } from "#components/format/subject-labels.ts";
import { usePausableOptions } from "#components/live/live-provider.tsx";
import { StateWord } from "#components/marks/state-mark.tsx";
import { DataTable, dataColumns } from "#components/ui/data-table.tsx";
import { PageLinks } from "#components/ui/page-links.tsx";
import { TabLink } from "#components/ui/tabs.tsx";
import { Time } from "#components/ui/time.tsx";
import type { ReplayBatchDto, ReplayItemDto } from "#server/contracts/triage/replay-batch.ts";
import type { ItemOutcome } from "#server/contracts/triage/replay-outcomes.ts";

type ReplayItemsProps = { batch: ReplayBatchDto; outcome: ItemOutcome | null; cursor: string | null };

/** Messages of a bulk replay with their outcomes, filtered by outcome. Each links to its delivery. */
export function ReplayItems({ batch, outcome, cursor }: ReplayItemsProps) {
  const { id, counts, total } = batch;
  // The batch refetches while it runs; its counts are the mark of the items.
  const query = useQuery(
    usePausableOptions({
      ...replayItemsQuery(id, outcome, cursor),
      placeholderData: keepPreviousData,
    }),
  );
  const present = outcomeOrder.filter((each) => counts[each] > 0 || each === outcome);
  return (
    <section aria-labelledby="items" className="min-w-0 grow border-t border-line">
      <div className="flex flex-wrap items-end gap-x-6 border-b border-line px-4 pt-3 desk:px-6">
        <h2 id="items" className="pb-2.5 font-semibold">
          Messages
        </h2>
        <nav aria-label="Outcome" className="flex max-w-full gap-4 overflow-x-auto print:hidden">
          <TabLink href={replayPath(id)} current={outcome === null}>
            {`All ${formatCount(total)}`}
          </TabLink>
          {present.map((each) => (
            <TabLink key={each} href={replayPath(id, each)} current={outcome === each}>
              {outcomeLabels[each].word}
              <span className="text-xs text-fg-3">{formatCount(counts[each])}</span>
            </TabLink>
          ))}
        </nav>
      </div>
      {query.data === undefined ? (
        <p className="px-4 py-4 text-fg-2 desk:px-6">
          {query.isError ? "The messages could not be loaded." : "Loading messages…"}
        </p>
      ) : query.data.items.length === 0 ? (
        <p className="px-4 py-4 text-fg-2 desk:px-6">No messages with this outcome.</p>
      ) : (
        <DataTable
          caption="Messages of this replay"
          columns={columns}
          items={query.data.items}
          idOf={({ id: item }) => item}
          className="w-full table-fixed"
          headClassName="max-desk:sr-only"
        />
      )}
      {query.data && query.data.items.length < total && (
        <p className="hidden px-6 py-2 text-xs print:block">
          {`${formatCount(query.data.items.length)} of ${formatCount(total)} messages are printed. The export lists all.`}
        </p>
      )}
      <PageLinks
        first={cursor === null ? null : replayPath(id, outcome)}
        next={query.data?.nextCursor ? replayPath(id, outcome, query.data.nextCursor) : null}
        labels={{ first: "First", next: "Next" }}
      />
    </section>
  );
}

const column = dataColumns<ReplayItemDto>();
const columns = [
  column(
    "subject",
    "Message",
    (item) => (
      <>
        <Link
          href={`/ops/dead-letters/${item.newId ?? item.id}`}
          className="link inline-flex items-center font-mono text-[0.923em] max-desk:min-h-11"
        >
          {shortSubject(item.subject) ?? item.subject}
        </Link>
        <span className="block truncate text-xs text-fg-3 max-desk:hidden">{item.messageType}</span>
      </>
    ),
    { both: "ps-4 desk:ps-6", head: "pt-2 text-start", cell: "py-2 align-top", col: "w-56 max-desk:w-28" },
  ),
  column(
    "outcome",
    "Outcome",
    (item) => (
      <>
        <StateWord name={outcomeLabels[item.outcome].mark}>{outcomeLabels[item.outcome].word}</StateWord>
        <Detail item={item} />
      </>
    ),
    { both: "px-2", head: "pt-2 text-start", cell: "py-2 align-top", col: "" },
  ),
  column("wave", "Wave", ({ wave }) => wave ?? "–", {
    ...{ both: "px-2 text-end max-desk:hidden", head: "pt-2", cell: "py-2 align-top", col: "w-16 max-desk:hidden" },
  }),
  column("attempts", "Attempts", ({ attempts }) => attempts ?? "–", {
    ...{ both: "px-2 text-end max-desk:hidden", head: "pt-2", cell: "py-2 align-top", col: "w-20 max-desk:hidden" },
  }),
  column(
    "settled",
    "Time",
    ({ settledAt }) => (settledAt ? <Time at={settledAt} className="font-mono text-[0.923em]" /> : "–"),
    { both: "ps-2 pe-4 text-end desk:pe-6", head: "pt-2", cell: "py-2 align-top text-fg-2", col: "w-28 max-desk:w-24" },
  ),
];

/** The reason of an outcome, with links to other deliveries. */
function Detail({ item }: { item: ReplayItemDto }) {
  const { failure, blockedBy, changedBy, override, detail } = item;
  return (
    <span className="block text-xs text-pretty wrap-anywhere text-fg-2">
      {failure && (
        <>
          {failure.code && <code className="pe-1">{failure.code}</code>}
          {failure.error}{" "}
          {failure.cause && (
            <Link href={`/ops/causes/${failure.cause}`} className="link">
              Failure cause
            </Link>
          )}
        </>
      )}
      {!failure && detail}
      {changedBy && (
        <>
          {` Changed by ${changedBy.name ?? "the system"}`}
          {changedBy.at && (
            <>
              {" at "}
              <Time at={changedBy.at} />
            </>
          )}
          .
        </>
      )}
      {blockedBy && (
        <>
          {" "}
          <Link href={`/ops/dead-letters/${blockedBy}`} className="link">
            Open the blocking dead letter
          </Link>
        </>
      )}
      {override && <span className="block">{`Guard overridden by ${override.by}: “${override.reason}”`}</span>}
    </span>
  );
}
