import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { KnownActor } from "#server/audit/actor.ts";
import { writeStream } from "#server/http/route/stream-response.ts";
import { type BroadcastPorts, createBroadcast, defaultTiming } from "#server/monitoring/live/create-broadcast.ts";
import type { Reading } from "#server/monitoring/live/read-live.ts";
import { openEventStream } from "#server/testing/event-stream.ts";
import { eventually } from "#server/testing/eventually.ts";
import { anOperator } from "#server/testing/factories.ts";

const quick = {
  ...defaultTiming,
  pollMilliseconds: 20,
  restMilliseconds: 5,
  beatMilliseconds: 50,
  recheckMilliseconds: 20,
};
const aViewer: KnownActor = { ...anOperator, role: "viewer" };
let over = new AbortController();
afterEach(() => {
  over.abort();
  over = new AbortController();
});

/** A source whose state, failures and counts a test controls. */
function aSource(padding = "") {
  const state = { pending: 0, broken: false, listening: 0, unaskable: false, revoked: new Set<KnownActor>() };
  const read = async (): Promise<Reading> => {
    if (state.broken) throw new Error("the database is away");
    return {
      pipeline: {
        at: new Date().toISOString(),
        outbox: { pending: state.pending, parked: 0, oldestAgeSeconds: null },
        handlers: [],
        workers: 1,
        alerts: 0,
        firing: [],
        sending: null,
      },
      lists: { "dead-letters": padding, deliveries: String(state.pending), audit: "1", replays: "" },
    };
  };
  const ports: BroadcastPorts = {
    read,
    recheck: async (viewers) => {
      if (state.unaskable) throw new Error("the database is away");
      return viewers.filter(({ actor }) => state.revoked.has(actor));
    },
    listen: () => {
      state.listening += 1;
      return async () => {
        state.listening -= 1;
      };
    },
  };
  return { state, ports };
}

/** Reads a stream to its end, as text. */
function follow(stream: ReadableStream<Uint8Array>) {
  const seen = { text: "", ended: false };
  const decoder = new TextDecoder();
  (async () => {
    for await (const chunk of stream) seen.text += decoder.decode(chunk);
  })().then(
    () => {
      seen.ended = true;
    },
    () => undefined,
  );
  return seen;
}

const snapshots = (text: string) => text.match(/^event: snapshot$/gm)?.length ?? 0;

test("reads once for a hundred viewers, and stops after the last one", async () => {
  const { state, ports } = aSource();
  const broadcast = createBroadcast(ports, quick);
  expect(state.listening).toBe(0);
  const leaving = new AbortController();
  const viewers = Array.from({ length: 100 }, () => follow(broadcast.open(anOperator, leaving.signal)));
  await eventually(() => viewers.every(({ text }) => snapshots(text) === 1));
  expect(state.listening).toBe(1);
  const before = broadcast.counts.readings;
  state.pending = 7;
  await eventually(() => viewers.every(({ text }) => snapshots(text) === 2 && text.includes('"pending":7')));
  expect(broadcast.counts.readings - before).toBeLessThan(20);

  leaving.abort();
  await eventually(() => broadcast.viewers.size === 0 && state.listening === 0);
  const after = broadcast.counts.readings;
  await eventually(() => viewers.every(({ ended }) => ended));
  expect(broadcast.counts.readings).toBeLessThanOrEqual(after + 1);
});

test("sends heartbeats without changes, and the current snapshot to a new viewer", async () => {
  const { ports } = aSource();
  const broadcast = createBroadcast(ports, quick);
  const first = follow(broadcast.open(anOperator, over.signal));
  await eventually(() => first.text.includes("event: beat"));
  expect(snapshots(first.text)).toBe(1);
  const second = follow(broadcast.open(anOperator, over.signal));
  await eventually(() => snapshots(second.text) === 1);
  expect(second.text).toContain("id: 1\n");
});

test("reports a failed read once, and sends a snapshot after the next successful one", async () => {
  const { state, ports } = aSource();
  const broadcast = createBroadcast(ports, quick);
  const seen = follow(broadcast.open(anOperator, over.signal));
  await eventually(() => snapshots(seen.text) === 1);
  state.broken = true;
  await eventually(() => seen.text.includes("event: stalled"));
  const late = follow(broadcast.open(anOperator, over.signal));
  await eventually(() => late.text.includes("event: stalled"));
  const readings = broadcast.counts.readings;
  await eventually(() => broadcast.counts.readings > readings + 2);
  expect(seen.text.match(/event: stalled/g)).toHaveLength(1);
  state.broken = false;
  await eventually(() => snapshots(seen.text) === 2 && snapshots(late.text) === 1);
});

test("sends the mark of the audit log only to viewers who may read it", async () => {
  const { ports } = aSource();
  const broadcast = createBroadcast(ports, quick);
  const [viewer, operator] = [aViewer, anOperator].map((actor) => follow(broadcast.open(actor, over.signal)));
  await eventually(() => snapshots(viewer?.text ?? "") === 1 && snapshots(operator?.text ?? "") === 1);
  expect(operator?.text).toContain('"audit":"1"');
  expect(viewer?.text).not.toContain("audit");
  expect(viewer?.text).toContain('"dead-letters"');
});

test("closes the streams of revoked viewers, and of those it cannot recheck", async () => {
  const { state, ports } = aSource();
  const broadcast = createBroadcast(ports, { ...quick, uncheckedMilliseconds: 200 });
  const revoked = follow(broadcast.open(aViewer, over.signal));
  const neighbour = follow(broadcast.open(anOperator, over.signal));
  await eventually(() => snapshots(neighbour.text) === 1);
  state.revoked.add(aViewer);
  await eventually(() => revoked.ended);
  expect(neighbour.ended).toBe(false);
  state.unaskable = true;
  await eventually(() => neighbour.ended);
});

test("ends a stream before its maximum lifetime", async () => {
  const { ports } = aSource();
  const broadcast = createBroadcast(ports, { ...quick, lifeMilliseconds: 300, stalledReaderMilliseconds: 50 });
  const seen = follow(broadcast.open(anOperator, over.signal));
  await eventually(() => seen.ended);
  expect(snapshots(seen.text)).toBe(1);
});

test("disconnects a client that reads nothing, buffers one snapshot for it, and delays no other", {
  timeout: 20_000,
}, async () => {
  // A megabyte each, so that the buffers of both ends fill up.
  const { state, ports } = aSource("x".repeat(1_000_000));
  const broadcast = createBroadcast(ports, { ...quick, stalledReaderMilliseconds: 300 });
  const server = createServer((_, outgoing) => {
    const stream = broadcast.open(anOperator, over.signal);
    void writeStream(stream, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const slow = await openEventStream(port, {});
    slow.pause();
    const prompt = follow(broadcast.open(anOperator, over.signal));
    const changing = setInterval(() => {
      state.pending += 1;
    }, 5);
    await eventually(() => broadcast.viewers.size === 1, { timeoutMs: 10_000 });
    clearInterval(changing);
    expect(prompt.ended).toBe(false);
    // The kernel buffers some; our process holds at most the one being sent and the latest.
    expect(slow.events.length).toBeLessThan(state.pending);
    await eventually(
      () => new Promise<boolean>((resolve) => server.getConnections((_, count) => resolve(count === 0))),
    );
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
