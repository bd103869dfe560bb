import type { KnownActor } from "#server/audit/actor.ts";
import { mayDo } from "#server/audit/may-do.ts";
import { openViewer, type Viewer } from "#server/monitoring/live/open-viewer.ts";
import type { Reading } from "#server/monitoring/live/read-live.ts";
import { sameDepths } from "#server/monitoring/live/same-depths.ts";
import { logFor } from "#server/platform/telemetry/log.ts";
import { createWakeup } from "#server/platform/wakeups/wakeup.ts";

export type BroadcastPorts = {
  read: () => Promise<Reading>;
  /** Returns the viewers that may not watch any more. */
  recheck: (viewers: readonly Viewer[]) => Promise<readonly Viewer[]>;
  /** Signals possible changes. Returns how to stop. Only a hint: the reading is repeated anyway. */
  listen: (signal: () => void) => () => Promise<void>;
};

export const defaultTiming = {
  /** The interval between readings without a signal. */
  pollMilliseconds: 1_000,
  /** The least interval between two readings, or three times the duration of the last one if that is longer. */
  restMilliseconds: 250,
  /** Distinguishes an idle pipeline from a lost connection. An event, because a browser hides comments from the page. */
  beatMilliseconds: 5_000,
  recheckMilliseconds: 5_000,
  /** Viewers that could not be rechecked for this long are disconnected. */
  uncheckedMilliseconds: 20_000,
  /** How long a viewer may read nothing. */
  stalledReaderMilliseconds: 30_000,
  /** The lifetime of a stream. A platform may cut longer ones without an error. */
  lifeMilliseconds: 3_600_000,
};
export type BroadcastTiming = typeof defaultTiming;

const event = (name: string, data: unknown, id?: string) =>
  `${id === undefined ? "" : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

const logger = logFor("live");

/**
 * One reading for all viewers of this process, from the first to the last. Each reading is a complete, numbered snapshot. It
 * is sent when it differs from the one before. A slow viewer gets the latest only.
 */
export function createBroadcast(ports: BroadcastPorts, timing: BroadcastTiming = defaultTiming) {
  const viewers = new Set<Viewer>();
  const counts = { readings: 0, rechecks: 0 };
  let run: AbortController | undefined;
  let number = 0;
  let newest: Reading | null = null;
  let stalledSince: string | null | undefined;
  let beatAt = 0;
  let checkedAt = 0;

  const snapshotFor = (readsAudit: boolean, { pipeline, lists }: Reading): string => {
    const { audit, ...open } = lists;
    return event("snapshot", { pipeline, lists: readsAudit ? lists : open }, String(number));
  };

  /** Sends the snapshot, serialised once per audience. */
  function sendSnapshot(reading: Reading): void {
    const texts = new Map<boolean, string>();
    for (const viewer of viewers) {
      const readsAudit = mayDo(viewer.actor, "audit.read");
      const text = texts.get(readsAudit) ?? snapshotFor(readsAudit, reading);
      texts.set(readsAudit, text);
      viewer.snapshot(text);
    }
    beatAt = Date.now();
  }

  const sendNote = (text: string) => {
    for (const viewer of viewers) viewer.note(text);
  };

  async function readOnce(): Promise<void> {
    counts.readings += 1;
    const before = newest;
    const reading = await ports.read();
    const stalled = stalledSince !== undefined;
    stalledSince = undefined;
    newest = reading;
    const listsChanged = JSON.stringify(before?.lists) !== JSON.stringify(reading.lists);
    if (stalled || !before || listsChanged || !sameDepths(before.pipeline, reading.pipeline)) {
      number += 1;
      sendSnapshot(reading);
    } else if (Date.now() - beatAt >= timing.beatMilliseconds) {
      beatAt = Date.now();
      sendNote(event("beat", { at: reading.pipeline.at }));
    }
  }

  async function recheckOnce(): Promise<void> {
    if (Date.now() - checkedAt < timing.recheckMilliseconds) return;
    try {
      counts.rechecks += 1;
      for (const viewer of await ports.recheck([...viewers])) viewer.end();
      checkedAt = Date.now();
    } catch (error) {
      logger.debug({ err: error }, "rechecking the viewers failed");
      if (Date.now() - checkedAt > timing.uncheckedMilliseconds) for (const viewer of [...viewers]) viewer.end();
    }
  }

  function stall(error: unknown): void {
    if (stalledSince !== undefined) return;
    logger.debug({ err: error }, "the live reading failed");
    stalledSince = newest?.pipeline.at ?? null;
    sendNote(event("stalled", { since: stalledSince }));
  }

  function sweep(): void {
    const now = Date.now();
    for (const viewer of [...viewers]) {
      const since = viewer.waitingSince();
      const slow = since !== null && now - since > timing.stalledReaderMilliseconds;
      if (slow || now >= viewer.endsAt) viewer.end();
    }
  }

  async function watch({ signal }: AbortController): Promise<void> {
    const wakeup = createWakeup();
    const stopListening = ports.listen(wakeup.signal);
    const sweeping = setInterval(sweep, Math.min(1_000, timing.stalledReaderMilliseconds));
    checkedAt = Date.now();
    newest = null;
    stalledSince = undefined;
    while (!signal.aborted) {
      const startedAt = performance.now();
      await recheckOnce();
      if (!signal.aborted) await readOnce().catch(stall);
      const rest = Math.max(timing.restMilliseconds, 3 * (performance.now() - startedAt));
      await createWakeup().wait(rest, signal);
      await wakeup.wait(Math.max(0, timing.pollMilliseconds - rest), signal);
    }
    clearInterval(sweeping);
    await stopListening();
  }

  const leave = (viewer: Viewer) => {
    viewers.delete(viewer);
    if (viewers.size > 0) return;
    run?.abort();
    run = undefined;
  };

  return {
    counts,
    viewers: viewers as ReadonlySet<Viewer>,
    /** Opens a stream for an authorised actor. It ends by itself, or by `signal`. */
    open(actor: KnownActor, signal: AbortSignal): ReadableStream<Uint8Array> {
      // Jitter: streams opened together after a restart must not keep reconnecting together.
      const life = timing.lifeMilliseconds * (1 - Math.random() / 10);
      const viewer = openViewer(actor, Date.now() + life, leave);
      viewers.add(viewer);
      if (signal.aborted) viewer.end();
      else signal.addEventListener("abort", viewer.end, { once: true });
      if (viewers.size > 0 && !run) {
        run = new AbortController();
        watch(run).catch((error: unknown) => {
          logger.error({ err: error }, "the live reading ended");
          // The viewers reconnect, and the first of them starts a new reading.
          for (const one of [...viewers]) one.end();
        });
      } else if (stalledSince !== undefined) viewer.note(event("stalled", { since: stalledSince }));
      else if (newest) viewer.snapshot(snapshotFor(mayDo(actor, "audit.read"), newest));
      return viewer.stream;
    },
  };
}

export type Broadcast = ReturnType<typeof createBroadcast>;
