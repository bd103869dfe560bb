import type { QueryClient } from "@tanstack/react-query";
import type { LiveSnapshotDto } from "#server/contracts/monitoring/live.ts";

/** The lists that the stream tells of: their marks have the name of their queries' first key. */
export const followedLists = ["dead-letters", "audit"] as const;

/** Fetches a list when its mark changes, and at no other time. `fetch` is called at every event. */
export function followLists(client: QueryClient) {
  let announced: LiveSnapshotDto["lists"] = {};
  /** The marks under which each list was fetched, or is being fetched. */
  const fetched = new Map<string, string>();
  return {
    announce(marks: LiveSnapshotDto["lists"]): void {
      announced = marks;
    },
    /** Before fetches are cancelled: each list is fetched again at the next event. */
    forget(): void {
      fetched.clear();
    },
    /** One that cannot be fetched is tried again at the next event. One that no page shows is marked as old. */
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
