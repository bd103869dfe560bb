import { queryOptions } from "@tanstack/react-query";
import type { Route } from "next";
import { requestJson } from "#components/api/request-json.ts";
import { replayBatchDto, replayItemsDto, replayListDto } from "#server/contracts/triage/replay-batch.ts";
import type { ItemOutcome, ReplayState } from "#server/contracts/triage/replay-outcomes.ts";

export const replaysPerPage = 50;
export const replayItemsPerPage = 50;

/** States of a list: one, all, or those that did not end. */
export type ReplayListFilter = { state?: ReplayState; open?: "yes"; started?: "yes" };

/** Filter of the list page. Drafts are listed only on their own, because most are looks at a preview. */
export const listFilter = (state: ReplayState | null): ReplayListFilter =>
  state === "draft" ? { state } : { ...(state === null ? {} : { state }), started: "yes" };

const searchOf = (values: Record<string, string | null | undefined>): string =>
  new URLSearchParams(
    Object.entries(values).flatMap(([name, value]): [string, string][] => (value ? [[name, value]] : [])),
  ).toString();

/** URL of the list in one state, from a cursor on. */
export const replaysPath = (state: ReplayState | null, cursor: string | null = null): Route => {
  const search = searchOf({ state, cursor });
  return (search === "" ? "/ops/replays" : `/ops/replays?${search}`) as Route;
};

/** URL of a receipt, with the items of one outcome from a cursor on. */
export const replayPath = (id: string, outcome: ItemOutcome | null = null, cursor: string | null = null): Route => {
  const search = searchOf({ outcome, cursor });
  return `/ops/replays/${id}${search === "" ? "" : `?${search}`}` as Route;
};

/** Page of bulk replays, newest first. The console's stream announces changes. */
export const replaysQuery = (filter: ReplayListFilter, cursor: string | null = null, limit: number = replaysPerPage) =>
  queryOptions({
    queryKey: ["replays", "list", filter, cursor, limit],
    queryFn: ({ signal }) =>
      requestJson(replayListDto, `/api/v1/replays?${searchOf({ ...filter, cursor, limit: String(limit) })}`, {
        signal,
      }),
    refetchOnMount: (query) => query.state.isInvalidated,
  });

/** Bulk replays that did not end. The dock, the overview and the navigation share it. */
export const openReplaysQuery = () => replaysQuery({ open: "yes", started: "yes" }, null, 20);

/** One bulk replay: the receipt. */
export const replayQuery = (id: string) =>
  queryOptions({
    queryKey: ["replays", "one", id],
    queryFn: ({ signal }) => requestJson(replayBatchDto, `/api/v1/replays/${id}`, { signal }),
    refetchOnMount: (query) => query.state.isInvalidated,
  });

/** Page of the items of a bulk replay, of one outcome or all. */
export const replayItemsQuery = (id: string, outcome: ItemOutcome | null, cursor: string | null) =>
  queryOptions({
    queryKey: ["replays", "items", id, outcome, cursor],
    queryFn: ({ signal }) => {
      const search = searchOf({ outcome, cursor, limit: String(replayItemsPerPage) });
      return requestJson(replayItemsDto, `/api/v1/replays/${id}/items?${search}`, { signal });
    },
  });

const openStates: readonly ReplayState[] = ["draft", "awaiting_approval", "running", "paused"];
/** Whether a bulk replay can still change. */
export const isOpen = (state: ReplayState): boolean => openStates.includes(state);
