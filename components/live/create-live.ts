import type { Query, QueryClient } from "@tanstack/react-query";
import { liveMs } from "#components/api/query-client.ts";
import { problemOf } from "#components/api/request-json.ts";
import {
  backOff,
  type Connection,
  type ConnectionEvent,
  isFailing,
  newConnection,
  nextConnection,
} from "#components/live/connection-state.ts";
import { followedLists, followLists } from "#components/live/follow-lists.ts";
import type { StreamSource } from "#components/live/stream-source.ts";
import { advanceAges } from "#components/pipeline/advance-ages.ts";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";
import {
  type LiveSnapshotDto,
  liveBeatDto,
  liveSnapshotDto,
  liveStalledDto,
} from "#server/contracts/monitoring/live.ts";
import type { PipelineDto } from "#server/contracts/monitoring/pipeline.ts";
import type { ProblemDto } from "#server/contracts/problem.ts";

/** Snapshot of the live connection for React. A new object after every change. */
export type LiveView = {
  phase: Connection["phase"];
  failing: boolean;
  /** Time of the last snapshot, heartbeat or poll. 0 before the first. */
  updatedAt: number;
  /** Reason of the pause. Null if the user paused, undefined if the page is not paused. */
  paused: string | null | undefined;
  /** Newest depths, also while the page is paused. */
  newest: PipelineDto | null;
  /** Error of the last poll. */
  problem: ProblemDto | null;
};

export const newView: LiveView = {
  ...{ phase: newConnection.phase, failing: false, updatedAt: 0, paused: undefined, newest: null, problem: null },
};

const url = "/api/v1/events";
/** First query keys that the stream keeps current. The console does not poll them otherwise. */
const liveKeys: readonly string[] = ["pipeline", ...followedLists];
/** Poll interval of a hidden tab, for its title and icon. */
const asleepMs = 30_000;

type Options = { client: QueryClient; source: StreamSource | null };

/**
 * Owns the live data of a tab: reads the event stream into the query cache, refetches changed lists, polls if no stream
 * opens, disconnects while the tab is hidden, and pauses updates on request.
 */
export function createLive({ client, source }: Options) {
  const listeners = new Set<() => void>();
  const pauses = new Map<symbol, string | null>();
  const pipelineKey = pipelineQuery().queryKey;
  const lists = followLists(client);
  let connection: Connection = newConnection;
  let view: LiveView = newView;
  let stream: { close: () => void } | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let poll: { timer: ReturnType<typeof setInterval>; every: number } | undefined;
  let held: LiveSnapshotDto | undefined;

  function change(next: Partial<LiveView> = {}): void {
    view = { ...view, phase: connection.phase, failing: isFailing(connection), ...next };
    for (const listener of listeners) listener();
  }

  const isHeld = () => pauses.size > 0;

  function write(pipeline: PipelineDto): void {
    const shown = client.getQueryData(pipelineKey);
    if (!shown || Date.parse(shown.at) <= Date.parse(pipeline.at)) client.setQueryData(pipelineKey, pipeline);
  }

  function apply(snapshot: LiveSnapshotDto): void {
    write(snapshot.pipeline);
    lists.announce(snapshot.lists);
    lists.fetch();
  }

  /** A response that arrives after the pause would show two moments on one page. */
  function cancelRefetches(): void {
    const isRefetch = (query: Query) => query.state.fetchStatus === "fetching" && query.state.data !== undefined;
    lists.forget();
    void client.cancelQueries({ type: "active", predicate: isRefetch });
  }

  /** Queries with an interval of their own: the stream keeps the others current while it is open. */
  const isPolled = ({ queryKey: [key] }: Query) => connection.phase !== "open" || !liveKeys.includes(String(key));

  async function ask(): Promise<void> {
    if (isHeld()) return;
    const keys = connection.phase === "asleep" ? ["pipeline"] : liveKeys;
    const filter = { type: "active", predicate: ({ queryKey: [key] }: Query) => keys.includes(String(key)) } as const;
    await client.refetchQueries(filter, { cancelRefetch: false });
    if (connection.phase === "open") return;
    const refused = client
      .getQueryCache()
      .findAll(filter)
      .find(({ state }) => state.error)?.state.error;
    const problem = refused ? problemOf(refused) : null;
    const state = client.getQueryState(pipelineKey);
    // One failed query makes the whole page as old as its last successful update.
    if (problem || !state?.data) change({ problem });
    else change({ problem, updatedAt: state.dataUpdatedAt, newest: state.data });
  }

  function pollEvery(every: number | null): void {
    if (poll?.every === every) return;
    clearInterval(poll?.timer);
    poll = every === null ? undefined : { every, timer: setInterval(() => void ask(), every) };
  }

  function hear(event: ConnectionEvent): void {
    connection = nextConnection(connection, event);
    pollEvery(connection.phase === "polling" ? liveMs : connection.phase === "asleep" ? asleepMs : null);
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
      const grown = view.newest && advanceAges(view.newest, Math.max(0, at - Date.parse(view.newest.at)) / 1_000);
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
          // A different server version may send other events. Polling still works, or shows the error.
          lose();
        }
      },
      end: lose,
    });
  }

  function lose(): void {
    disconnect();
    if (connection.phase === "asleep") return;
    hear("failed");
    change();
    retry = setTimeout(connect, backOff(connection.failures));
  }

  return {
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    view: () => view,
    /** Connects. The first snapshot contains everything that was missed. */
    show() {
      hear("shown");
      connect();
      change();
    },
    /** Closes the stream of a hidden tab, because a browser shares six connections among all tabs. A slow poll continues. */
    hide() {
      disconnect();
      hear("hidden");
      change();
    },
    stop() {
      disconnect();
      pollEvery(null);
    },
    /** Reconnects immediately instead of after the back-off. */
    retry() {
      connect();
      void ask();
    },
    /** Pauses updates until the returned function is called. `reason` is null for a pause by the user. */
    hold(reason: string | null): () => void {
      const mine = Symbol();
      if (!isHeld()) cancelRefetches();
      pauses.set(mine, reason);
      change({ paused: [...pauses.values()].at(-1) });
      return () => {
        if (!pauses.delete(mine)) return;
        if (!isHeld()) {
          if (held) apply(held);
          held = undefined;
          if (view.newest) write(view.newest);
          lists.fetch();
          void client.refetchQueries({ type: "active", stale: true, predicate: isPolled }, { cancelRefetch: false });
        }
        change({ paused: isHeld() ? [...pauses.values()].at(-1) : undefined });
      };
    },
  };
}

export type Live = ReturnType<typeof createLive>;
