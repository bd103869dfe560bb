import { QueryClientProvider, useQuery } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeQueryClient } from "#components/api/query-client.ts";
import { LiveControl } from "#components/live/live-control.tsx";
import { LiveProvider, usePauseWhile } from "#components/live/live-provider.tsx";
import { NewItemsPill } from "#components/live/new-items-pill.tsx";
import type { StreamSource } from "#components/live/stream-source.ts";
import { useStableList } from "#components/live/use-stable-list.ts";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";

/** Server side of the stream, driven by the test. */
function aServer() {
  const open: Parameters<StreamSource>[1][] = [];
  const seen = { opened: 0 };
  const source: StreamSource = (_, on) => {
    open.push(on);
    seen.opened += 1;
    return { close: () => void open.splice(open.indexOf(on), 1) };
  };
  const say = (name: string, data: unknown) =>
    act(() => {
      for (const on of [...open]) on.event(name, JSON.stringify(data));
      vi.advanceTimersByTime(1);
    });
  return {
    source,
    open,
    seen,
    say,
    pending: (pending: number, lists = {}) => say("snapshot", { pipeline: depths(pending), lists }),
    beat: () => say("beat", { at: new Date().toISOString() }),
    stall: () => say("stalled", { since: new Date().toISOString() }),
    end: () => act(() => open.at(-1)?.end()),
  };
}

const depths = (pending: number) => ({
  at: new Date().toISOString(),
  outbox: { pending, parked: 0, oldestAgeSeconds: null },
  handlers: [],
  workers: 1,
  alerts: 0,
  firing: [],
  sending: null,
});

let polled = 0;
let answer = () => Response.json(depths(99));
beforeEach(() => {
  vi.useFakeTimers();
  polled = 0;
  answer = () => Response.json(depths(99));
  vi.stubGlobal("fetch", async () => {
    polled += 1;
    return answer();
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function Page() {
  const { data } = useQuery(pipelineQuery());
  const [asking, setAsking] = useState(false);
  usePauseWhile("dialog open", asking);
  return (
    <main id="main">
      <LiveControl />
      <output>{data?.outbox.pending}</output>
      <input aria-label="Reason" />
      <button type="button" onClick={() => setAsking(!asking)}>
        Discard
      </button>
    </main>
  );
}

function show(source: StreamSource | null) {
  const client = makeQueryClient();
  client.setQueryData(pipelineQuery().queryKey, depths(1));
  return render(
    <QueryClientProvider client={client}>
      <LiveProvider source={source}>
        <Page />
      </LiveProvider>
    </QueryClientProvider>,
  );
}

const control = () => screen.getByRole("button", { name: /live updates/ });
const shown = () => document.querySelector("output")?.textContent;
const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));

function setVisibility(visibility: "hidden" | "visible") {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(visibility);
  return act(() => document.dispatchEvent(new Event("visibilitychange")));
}

test("a snapshot is shown immediately, and heartbeats keep the page live without requests", async () => {
  const server = aServer();
  show(server.source);
  server.pending(7);
  expect(shown()).toBe("7");
  for (let beat = 0; beat < 6; beat += 1) {
    await pass(5_000);
    server.beat();
  }
  expect(control().textContent).toContain("Live");
  expect(polled).toBe(0);
  expect(server.seen.opened).toBe(1);
});

test("a silent stream or database shows Reconnecting, then Stale with age, and the next snapshot shows Live", async () => {
  const server = aServer();
  show(server.source);
  server.pending(7);
  await pass(8_000);
  expect(control().textContent).toContain("Reconnecting");
  await pass(4_000);
  expect(control().textContent).toContain("Stale 12 s");
  expect(shown()).toBe("7");
  server.pending(8);
  await pass(1_000);
  expect(control().textContent).toContain("Live");
  server.stall();
  expect(control().textContent).toContain("Reconnecting");
  await pass(11_000);
  expect(control().textContent).toMatch(/Stale 1[12] s/);
});

test("an ended stream reopens silently within a second; a missing one is replaced by polling", async () => {
  const server = aServer();
  show(server.source);
  server.pending(7);
  server.end();
  expect(control().textContent).toContain("Live");
  await pass(1_000);
  expect(server.open).toHaveLength(1);
  server.end();
  expect(control().textContent).toContain("Reconnecting");
  await pass(1_000);
  server.end();
  await pass(1_100);
  expect(control().textContent).toContain("Live, polling");
  expect(shown()).toBe("99");
  // Reconnecting continues, and the stream replaces polling.
  await pass(3_000);
  expect(server.open).toHaveLength(1);
  server.pending(8);
  const polledBefore = polled;
  await pass(3_000);
  expect(polled).toBe(polledBefore);
  expect(shown()).toBe("8");
});

test("a browser without EventSource polls and shows it; server errors make it stale", async () => {
  show(null);
  await pass(2_100);
  expect(control().textContent).toContain("Live, polling");
  expect(shown()).toBe("99");
  answer = () => new Response("no", { status: 503 });
  await pass(13_000);
  expect(control().textContent).toContain("Stale");
});

test("the button and the space bar pause the page, and resuming shows newer data", () => {
  const server = aServer();
  show(server.source);
  server.pending(7);
  fireEvent.click(control());
  expect(control().textContent).toContain("Paused");
  server.pending(8);
  expect(shown()).toBe("7");
  fireEvent.keyDown(document.body, { key: " " });
  act(() => void vi.advanceTimersByTime(1));
  expect(shown()).toBe("8");
  expect(control().getAttribute("aria-pressed")).toBe("false");
});

test("the space bar does not pause while a field or button has the focus", () => {
  const server = aServer();
  show(server.source);
  server.pending(7);
  fireEvent.keyDown(screen.getByLabelText("Reason"), { key: " " });
  fireEvent.keyDown(screen.getByText("Discard"), { key: " " });
  fireEvent.keyDown(document.body, { key: " ", ctrlKey: true });
  expect(control().textContent).toContain("Live");
});

test("an open dialog pauses the page and shows the reason", () => {
  const server = aServer();
  show(server.source);
  server.pending(7);
  fireEvent.click(screen.getByText("Discard"));
  server.pending(8);
  expect(control().textContent).toContain("Paused: dialog open");
  expect(shown()).toBe("7");
  fireEvent.click(screen.getByText("Discard"));
  act(() => void vi.advanceTimersByTime(1));
  expect(shown()).toBe("8");
});

test("a hidden tab closes the stream, polls every 30 s, and catches up when shown", async () => {
  const server = aServer();
  show(server.source);
  server.pending(7);
  setVisibility("hidden");
  expect(server.open).toHaveLength(0);
  await pass(61_000);
  expect(polled).toBe(2);
  setVisibility("visible");
  expect(server.open).toHaveLength(1);
  server.pending(8);
  expect(shown()).toBe("8");
  expect(control().textContent).toContain("Live");
});

test("older data never overwrites newer data", () => {
  const server = aServer();
  show(server.source);
  const old = depths(3);
  vi.advanceTimersByTime(1_000);
  server.pending(7);
  server.say("snapshot", { pipeline: old, lists: {} });
  expect(shown()).toBe("7");
});

function Letters() {
  useQuery({ queryKey: ["dead-letters"], queryFn: () => fetch("/list").then((sent) => sent.json()), initialData: [] });
  return null;
}

test("a list is refetched only when its mark changes, and again at the next heartbeat after a failure", async () => {
  const server = aServer();
  render(
    <QueryClientProvider client={makeQueryClient()}>
      <LiveProvider source={server.source}>
        <Letters />
      </LiveProvider>
    </QueryClientProvider>,
  );
  await pass(100);
  const before = polled;
  server.pending(1, { "dead-letters": "1-a" });
  await pass(100);
  expect(polled).toBe(before + 1);
  server.pending(2, { "dead-letters": "1-a", audit: "7" });
  await pass(100);
  expect(polled).toBe(before + 1);
  answer = () => new Response("not now", { status: 503 });
  server.pending(2, { "dead-letters": "2-b" });
  await pass(100);
  expect(polled).toBe(before + 2);
  answer = () => Response.json([]);
  server.beat();
  await pass(100);
  server.beat();
  await pass(100);
  expect(polled).toBe(before + 3);
});

const letters = (ids: string) => [...ids].map((id) => ({ id }));

function List({ ids }: { ids: string }) {
  const held = useStableList(letters(ids), { more: false, keyOf: ({ id }) => id });
  return (
    <>
      <NewItemsPill newCount={held.newCount} more={false} nouns={["dead letter", "dead letters"]} onShow={held.show} />
      <output>{held.rows.map(({ item }) => item.id).join("")}</output>
    </>
  );
}

test("new items wait in a pill until a click or the key n", async () => {
  const list = document.createElement("div");
  document.body.append(list);
  const { rerender } = render(<List ids="ba" />, { container: list });
  await pass(1_500);
  rerender(<List ids="dcba" />);
  expect(document.querySelector("output")?.textContent).toBe("ba");
  expect(screen.getByRole("button").textContent).toContain("2 new dead letters");
  fireEvent.keyDown(document.body, { key: "n" });
  expect(document.querySelector("output")?.textContent).toBe("dcba");
  rerender(<List ids="edcba" />);
  fireEvent.click(screen.getByRole("button", { name: /1 new dead letter\./ }));
  expect(document.querySelector("output")?.textContent).toBe("edcba");
  expect(screen.queryByRole("button")).toBeNull();
});
