import type { Query, QueryClient } from "@tanstack/react-query";
import { liveMs } from "#components/api/query-client.ts";
import { problemOf } from "#components/api/request-json.ts";
import { backOff, isFailing, type Line, type LineEvent, newLine, nextLine } from "#components/live/connection-state.ts";
import { followedLists, followLists } from "#components/live/follow-lists.ts";
import type { StreamSource } from "#components/live/stream-source.ts";
import { olderBy } from "#components/pipeline/older-by.ts";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";
import {
  type LiveSnapshotDto,
  liveBeatDto,
  liveSnapshotDto,
  liveStalledDto,
} from "#server/contracts/monitoring/live.ts";
import type { PipelineDto } from "#server/contracts/monitoring/pipeline.ts";
import type { ProblemDto } from "#server/contracts/problem.ts";

/** What the page may know of its live data. A new object whenever something of it has changed. */
export type LiveView = {
  phase: Line["phase"];
  failing: boolean;
  /** When the data was last known to be true: by a snapshot, a beat or a poll. 0 before the first. */
  updatedAt: number;
  /** Why the page is held still: null by hand, undefined where it is not. */
  paused: string | null | undefined;
  /** The newest depths, also while what is shown is held still. */
  newest: PipelineDto | null;
  /** Why the data could not be asked for, where it was. */
  problem: ProblemDto | null;
};

export const newView: LiveView = {
  ...{ phase: newLine.phase, failing: false, updatedAt: 0, paused: undefined, newest: null, problem: null },
};

const url = "/api/v1/events";
/** The queries that the stream keeps true: their first keys. Nothing else polls them in the console. */
const liveKeys: readonly string[] = ["pipeline", ...followedLists];
/** A hidden tab still has a title and an icon to keep true. */
const asleepMs = 30_000;

type Options = { client: QueryClient; source: StreamSource | null };

/**
 * The one owner of a tab's live data: holds the stream, writes what comes into the query cache, tells lists that they have
 * changed, polls where no stream opens, sleeps while nobody looks, and holds all still while somebody asks for it.
 */
export function createLive({ client, source }: Options) {
  const listeners = new Set<() => void>();
  const holders = new Map<symbol, string | null>();
  const pipelineKey = pipelineQuery().queryKey;
  const lists = followLists(client);
  let line: Line = newLine;
  let view: LiveView = newView;
  let stream: { close: () => void } | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let poll: { timer: ReturnType<typeof setInterval>; every: number } | undefined;
  let held: LiveSnapshotDto | undefined;

  function change(next: Partial<LiveView> = {}): void {
    view = { ...view, phase: line.phase, failing: isFailing(line), ...next };
    for (const listener of listeners) listener();
  }

  const isHeld = () => holders.size > 0;

  function write(pipeline: PipelineDto): void {
    const shown = client.getQueryData(pipelineKey);
    if (!shown || Date.parse(shown.at) <= Date.parse(pipeline.at)) client.setQueryData(pipelineKey, pipeline);
  }

  function apply(snapshot: LiveSnapshotDto): void {
    write(snapshot.pipeline);
    lists.announce(snapshot.lists);
    lists.fetch();
  }

  /** An answer in flight when the page is paused would arrive after the pause: the page would mix two moments. */
  function cancelRefetches(): void {
    const isRefetch = (query: Query) => query.state.fetchStatus === "fetching" && query.state.data !== undefined;
    lists.forget();
    void client.cancelQueries({ type: "active", predicate: isRefetch });
  }

  /** Queries with an interval of their own: the stream keeps the others current while it is open. */
  const isPolled = ({ queryKey: [key] }: Query) => line.phase !== "open" || !liveKeys.includes(String(key));

  async function ask(): Promise<void> {
    if (isHeld()) return;
    const keys = line.phase === "asleep" ? ["pipeline"] : liveKeys;
    const filter = { type: "active", predicate: ({ queryKey: [key] }: Query) => keys.includes(String(key)) } as const;
    await client.refetchQueries(filter, { cancelRefetch: false });
    if (line.phase === "open") return;
    const refused = client
      .getQueryCache()
      .findAll(filter)
      .find(({ state }) => state.error)?.state.error;
    const problem = refused ? problemOf(refused) : null;
    const state = client.getQueryState(pipelineKey);
    // As old as the oldest of what the page shows: one part that is refused makes all of it as of then.
    if (problem || !state?.data) change({ problem });
    else change({ problem, updatedAt: state.dataUpdatedAt, newest: state.data });
  }

  function pollEvery(every: number | null): void {
    if (poll?.every === every) return;
    clearInterval(poll?.timer);
    poll = every === null ? undefined : { every, timer: setInterval(() => void ask(), every) };
  }

  function hear(event: LineEvent): void {
    line = nextLine(line, event);
    pollEvery(line.phase === "polling" ? liveMs : line.phase === "asleep" ? asleepMs : null);
  }

  function receive(name: string, data: string): void {
    const sent: unknown = JSON.parse(data);
    if (name === "snapshot") {
      const snapshot = liveSnapshotDto.parse(sent);
      hear("received");
      if (isHeld()) held = snapshot;
      else apply(snapshot);
      change({ updatedAt: Date.now(), newest: snapshot.pipeline, problem: null });
    }
    if (name === "beat") {
      const at = Date.parse(liveBeatDto.parse(sent).at);
      hear("received");
      const grown = view.newest && olderBy(view.newest, Math.max(0, at - Date.parse(view.newest.at)) / 1_000);
      if (grown && !isHeld()) {
        write(grown);
        lists.fetch();
      }
      change({ updatedAt: Date.now(), newest: grown });
    }
    if (name === "stalled") {
      liveStalledDto.parse(sent);
      hear("stalled");
      change();
    }
  }

  function disconnect(): void {
    clearTimeout(retry);
    stream?.close();
    stream = undefined;
  }

  function connect(): void {
    disconnect();
    if (!source) {
      hear("unsupported");
      change();
      return;
    }
    stream = source(url, {
      event: (name, data) => {
        try {
          receive(name, data);
        } catch {
          // Another version of the server speaks otherwise: asking for the data still works, or says what is wrong.
          lose();
        }
      },
      end: lose,
    });
  }

  function lose(): void {
    disconnect();
    if (line.phase === "asleep") return;
    hear("failed");
    change();
    retry = setTimeout(connect, backOff(line.failures));
  }

  return {
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    view: () => view,
    /** Begins, or wakes up: what was missed comes whole with the first snapshot. */
    show() {
      hear("shown");
      connect();
      change();
    },
    /** Nobody looks: the stream is closed (a browser has six connections for all tabs), a slow poll goes on. */
    hide() {
      disconnect();
      hear("hidden");
      change();
    },
    stop() {
      disconnect();
      pollEvery(null);
    },
    /** Tries at once, instead of when the back-off says. */
    retry() {
      connect();
      void ask();
    },
    /** Holds what is shown until the returned function is called. `reason` is null for a pause by the user. */
    hold(reason: string | null): () => void {
      const mine = Symbol();
      if (!isHeld()) cancelRefetches();
      holders.set(mine, reason);
      change({ paused: [...holders.values()].at(-1) });
      return () => {
        if (!holders.delete(mine)) return;
        if (!isHeld()) {
          if (held) apply(held);
          held = undefined;
          if (view.newest) write(view.newest);
          lists.fetch();
          void client.refetchQueries({ type: "active", stale: true, predicate: isPolled }, { cancelRefetch: false });
        }
        change({ paused: isHeld() ? [...holders.values()].at(-1) : undefined });
      };
    },
  };
}

export type Live = ReturnType<typeof createLive>;
