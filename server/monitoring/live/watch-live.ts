import { credentialOf, type KnownActor } from "#server/audit/actor.ts";
import {
  type Broadcast,
  type BroadcastPorts,
  createBroadcast,
  defaultTiming,
} from "#server/monitoring/live/create-broadcast.ts";
import { readLive } from "#server/monitoring/live/read-live.ts";
import { db } from "#server/platform/database/db.ts";
import { env, runsInFunctions, streamSeconds } from "#server/platform/env/env.ts";
import { AppError } from "#server/platform/errors.ts";
import { listen } from "#server/platform/wakeups/listen.ts";

/** A tab needs one, and a hidden tab none. */
const streamsPerCredential = 10;
/** Beyond it a console polls, which costs more but holds nothing open. */
const streamsPerProcess = 1_000;

// Next's development server re-evaluates modules; two readings per process must not come of it.
const store = globalThis as typeof globalThis & { redeliverLive?: Broadcast };

/** Needs a direct connection of its own. A pooler that drops LISTEN, or a function that is frozen, is polled instead. */
function listenDirectly(signal: () => void): () => Promise<void> {
  const url = env().DIRECT_URL ?? db().options.connectionString;
  if (!url || runsInFunctions(env())) return async () => {};
  return listen(url, ["redeliver_outbox", "redeliver_queue"], signal);
}

/** The one broadcast of this process. */
export function liveBroadcast(recheck: BroadcastPorts["recheck"]): Broadcast {
  store.redeliverLive ??= createBroadcast(
    { read: readLive, recheck, listen: listenDirectly },
    { ...defaultTiming, lifeMilliseconds: streamSeconds(env()) * 1_000 },
  );
  return store.redeliverLive;
}

/** Opens a live stream for somebody who may read the console. Throws 429 to who holds ten, and 503 where all are taken. */
export function watchLive(
  { actor, signal }: { actor: KnownActor; signal: AbortSignal },
  recheck: BroadcastPorts["recheck"],
): ReadableStream<Uint8Array> {
  const broadcast = liveBroadcast(recheck);
  const credential = credentialOf(actor);
  const mine = [...broadcast.viewers].filter((viewer) => credentialOf(viewer.actor) === credential);
  if (mine.length >= streamsPerCredential) {
    throw new AppError("too_many_tries", `You hold ${mine.length} live streams open already: close one of them.`, {
      extensions: { retryAfterSeconds: 10 },
    });
  }
  if (broadcast.viewers.size >= streamsPerProcess) {
    throw new AppError("unavailable", "All live streams of this server are taken. Ask for the data itself meanwhile.");
  }
  return broadcast.open(actor, signal);
}
