import type { KnownActor } from "#server/audit/actor.ts";

/** One open stream. It buffers at most the latest snapshot and the latest note. */
export type Viewer = {
  actor: KnownActor;
  /** When it ends by itself, in milliseconds. */
  endsAt: number;
  stream: ReadableStream<Uint8Array>;
  /** Sends a snapshot. Replaces everything that was not read yet. */
  snapshot: (event: string) => void;
  /** Sends a heartbeat or a stall notice, after the snapshot that was not read yet. */
  note: (event: string) => void;
  /** Since when the viewer has not read the buffer. Null while it is empty. */
  waitingSince: () => number | null;
  /** Ends the stream. A viewer that reads nothing would never see a clean end: its stream fails. */
  end: () => void;
};

/** The delay before a browser reconnects. */
const retryMilliseconds = 1_000;

export function openViewer(actor: KnownActor, endsAt: number, onGone: (viewer: Viewer) => void): Viewer {
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let pulled = false;
  let snapshot: string | null = null;
  let note: string | null = null;
  let since: number | null = null;

  const gone = () => {
    if (!controller) return;
    controller = undefined;
    onGone(viewer);
  };
  const flush = () => {
    if (!pulled || (snapshot === null && note === null)) return;
    pulled = false;
    const text = `${snapshot ?? ""}${note ?? ""}`;
    snapshot = null;
    note = null;
    since = null;
    controller?.enqueue(encoder.encode(text));
  };

  const stream = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given;
        given.enqueue(encoder.encode(`retry: ${retryMilliseconds}\n\n`));
      },
      pull() {
        pulled = true;
        flush();
      },
      cancel: gone,
    },
    // No read-ahead: the viewer gets the latest data at the time of its read.
    { highWaterMark: 0 },
  );

  const viewer: Viewer = {
    actor,
    endsAt,
    stream,
    snapshot(event) {
      snapshot = event;
      note = null;
      since ??= Date.now();
      flush();
    },
    note(event) {
      note = event;
      since ??= Date.now();
      flush();
    },
    waitingSince: () => since,
    end() {
      if (pulled) controller?.close();
      else controller?.error(new Error("the viewer of this stream reads nothing"));
      gone();
    },
  };
  return viewer;
}
