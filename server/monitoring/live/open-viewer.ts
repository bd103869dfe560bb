import type { KnownActor } from "#server/audit/actor.ts";

/** One open stream. It holds at most the newest snapshot and the newest note, however slowly they are read. */
export type Viewer = {
  actor: KnownActor;
  /** When it ends by itself, in milliseconds. */
  endsAt: number;
  stream: ReadableStream<Uint8Array>;
  /** A whole snapshot: takes the place of whatever still waits to be read. */
  snapshot: (event: string) => void;
  /** A beat, or that the reading has stalled: stands behind the snapshot that still waits, if any. */
  note: (event: string) => void;
  /** Since when something waits to be read; null while the reader keeps up. */
  waitingSince: () => number | null;
  /** Ends the stream. A reader that takes nothing would never see a clean end, so it is cut off. */
  end: () => void;
};

/** How soon a browser comes back after a stream has ended. */
const retryMilliseconds = 1_000;

export function openViewer(actor: KnownActor, endsAt: number, onGone: (viewer: Viewer) => void): Viewer {
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let hungry = false;
  let snapshot: string | null = null;
  let note: string | null = null;
  let since: number | null = null;

  const gone = () => {
    if (!controller) return;
    controller = undefined;
    onGone(viewer);
  };
  const flush = () => {
    if (!hungry || (snapshot === null && note === null)) return;
    hungry = false;
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
        hungry = true;
        flush();
      },
      cancel: gone,
    },
    // Nothing is made ahead of a reader: what it gets is the newest there is when it asks.
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
      if (hungry) controller?.close();
      else controller?.error(new Error("the reader of this stream takes nothing"));
      gone();
    },
  };
  return viewer;
}
