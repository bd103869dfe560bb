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

/** A visible tab needs one, a hidden tab none. */
const streamsPerCredential = 10;
/** Above this limit consoles poll, which costs more but keeps no connection open. */
const streamsPerProcess = 1_000;

// Next's development server re-evaluates modules: they share one broadcast.
const store = globalThis as typeof globalThis & { redeliverLive?: Broadcast };

/** Listens on a direct connection. Behind a pooler without LISTEN and in serverless functions the database is polled instead. */
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

/** Opens a live stream for an authorised actor. Throws 429 to a credential with ten streams, and 503 at the limit of the process. */
export function watchLive(
  { actor, signal }: { actor: KnownActor; signal: AbortSignal },
  recheck: BroadcastPorts["recheck"],
): ReadableStream<Uint8Array> {
  const broadcast = liveBroadcast(recheck);
  const credential = credentialOf(actor);
  const mine = [...broadcast.viewers].filter((viewer) => credentialOf(viewer.actor) === credential);
  if (mine.length >= streamsPerCredential) {
    throw new AppError("too_many_tries", `You have ${mine.length} open live streams: close one of them.`, {
      extensions: { retryAfterSeconds: 10 },
    });
  }
  if (broadcast.viewers.size >= streamsPerProcess) {
    throw new AppError("unavailable", "This server has no free live streams. Poll the data instead.");
  }
  return broadcast.open(actor, signal);
}
