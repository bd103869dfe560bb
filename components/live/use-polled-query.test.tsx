import { QueryClientProvider, queryOptions } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LiveControl } from "#components/live/live-control.tsx";
import { LiveProvider } from "#components/live/live-provider.tsx";
import { makeQueryClient } from "#components/live/query-client.ts";
import { usePolledQuery } from "#components/live/use-polled-query.ts";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";

let asked = 0;
beforeEach(() => {
  vi.useFakeTimers();
  asked = 0;
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const polled = queryOptions({
  queryKey: ["a list"],
  queryFn: async () => {
    asked += 1;
    return asked;
  },
  refetchInterval: 10_000,
});
const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));

function Page() {
  const { data } = usePolledQuery(polled);
  return (
    <>
      <LiveControl />
      <output>{data}</output>
    </>
  );
}

test("a list that asks by itself rests while the page is paused, and goes on with it", async () => {
  const client = makeQueryClient();
  client.setQueryData(polled.queryKey, 0);
  client.setQueryData(pipelineQuery().queryKey, {
    at: new Date().toISOString(),
    outbox: { pending: 0, parked: 0, oldestAgeSeconds: null },
    handlers: [],
    workers: 1,
    alerts: 0,
    firing: [],
    sending: null,
  });
  render(
    <QueryClientProvider client={client}>
      <LiveProvider source={() => ({ close: () => {} })}>
        <Page />
      </LiveProvider>
    </QueryClientProvider>,
  );
  await pass(20_500);
  expect(asked).toBe(2);
  fireEvent.click(screen.getByRole("button", { name: /live updates/ }));
  await pass(60_000);
  expect(asked).toBe(2);
  expect(document.querySelector("output")?.textContent).toBe("2");
  fireEvent.click(screen.getByRole("button", { name: /live updates/ }));
  await pass(10_500);
  expect(asked).toBe(3);
});
