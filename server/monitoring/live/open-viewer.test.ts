import { expect, test } from "vitest";
import { openViewer } from "#server/monitoring/live/open-viewer.ts";
import { anOperator } from "#server/testing/factories.ts";

const never = Number.POSITIVE_INFINITY;
const text = new TextDecoder();

function aViewer() {
  let gone = 0;
  const viewer = openViewer(anOperator, never, () => {
    gone += 1;
  });
  const reader = viewer.stream.getReader();
  return { viewer, reader, read: async () => text.decode((await reader.read()).value), gone: () => gone };
}

test("sends the retry interval first, then every snapshot and heartbeat to a fast reader", async () => {
  const { viewer, read } = aViewer();
  expect(await read()).toBe("retry: 1000\n\n");
  const next = read();
  viewer.snapshot("one");
  expect(await next).toBe("one");
  viewer.note("beat");
  expect(await read()).toBe("beat");
});

test("sends only the latest snapshot and note to a slow reader", async () => {
  const { viewer, read } = aViewer();
  await read();
  for (let number = 1; number <= 10_000; number += 1) {
    viewer.note("a beat of before");
    viewer.snapshot(`snapshot ${number};`);
  }
  viewer.note("beat;");
  viewer.note("beat again");
  expect(viewer.waitingSince()).not.toBeNull();
  expect(await read()).toBe("snapshot 10000;beat again");
  expect(viewer.waitingSince()).toBeNull();
});

test("ends cleanly for a waiting reader, and with an error for one that reads nothing", async () => {
  const waiting = aViewer();
  await waiting.read();
  const last = waiting.reader.read();
  waiting.viewer.end();
  expect(await last).toEqual({ done: true, value: undefined });
  expect(waiting.gone()).toBe(1);

  const asleep = aViewer();
  asleep.viewer.snapshot("one");
  asleep.viewer.end();
  asleep.viewer.end();
  await expect(asleep.reader.closed).rejects.toThrow("reads nothing");
  expect(asleep.gone()).toBe(1);
});

test("reports a reader that leaves once, and sends nothing afterwards", async () => {
  const { viewer, reader, gone } = aViewer();
  await reader.cancel();
  viewer.snapshot("one");
  viewer.end();
  expect(gone()).toBe(1);
});
