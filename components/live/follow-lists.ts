import type { QueryClient } from "@tanstack/react-query";
import type { LiveSnapshotDto } from "#server/contracts/monitoring/live.ts";

/** Lists whose changes the stream announces, by the first key of their queries. */
export const followedLists = ["dead-letters", "audit", "replays"] as const;

/** Refetches a list when its version mark changes, and at no other time. `fetch` is called at every event. */
export function followLists(client: QueryClient) {
  let announced: LiveSnapshotDto["lists"] = {};
  /** Marks under which each list was last fetched. */
  const fetched = new Map<string, string>();
  return {
    announce(marks: LiveSnapshotDto["lists"]): void {
      announced = marks;
    },
    /** Call before fetches are cancelled: each list is fetched again at the next event. */
    forget(): void {
      fetched.clear();
    },
    /** A failed fetch is retried at the next event. A list without a mounted page is marked as stale. */
    fetch(): void {
      for (const list of followedLists) {
        const mark = announced[list];
        if (mark === undefined || mark === fetched.get(list)) continue;
        fetched.set(list, mark);
        client.invalidateQueries({ queryKey: [list] }, { throwOnError: true }).catch(() => fetched.delete(list));
      }
    },
  };
}
