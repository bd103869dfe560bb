import { QueryClientProvider, queryOptions } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeQueryClient } from "#components/api/query-client.ts";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { LiveControl } from "#components/live/live-control.tsx";
import { LiveProvider } from "#components/live/live-provider.tsx";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";

/** Responses of the test, one per request. */
let answers: ((value: number) => void)[] = [];
let requested = 0;
beforeEach(() => {
  vi.useFakeTimers();
  answers = [];
  requested = 0;
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const polled = queryOptions({
  queryKey: ["a list"],
  queryFn: ({ signal: _ }) => {
    requested += 1;
    return new Promise<number>((resolve) => answers.push(resolve));
  },
  refetchInterval: 10_000,
});
const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));
const answer = async (value: number) => {
  answers.shift()?.(value);
  await pass(10);
};
const togglePause = () => fireEvent.click(screen.getByRole("button", { name: /live updates/ }));
const shown = () => document.querySelector("output")?.textContent;

function Page() {
  const { data } = useHydratedQuery(polled);
  return (
    <>
      <LiveControl />
      <output>{data}</output>
    </>
  );
}

function show() {
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
}

test("a polled query does not poll while the page is paused, and refetches at once when it is resumed", async () => {
  show();
  await pass(10_100);
  await answer(1);
  expect(shown()).toBe("1");
  togglePause();
  await pass(60_000);
  expect(requested).toBe(1);
  togglePause();
  await pass(100);
  expect(requested).toBe(2);
  await answer(2);
  expect(shown()).toBe("2");
  await pass(10_100);
  expect(requested).toBe(3);
});

test("a response in flight at the pause is not shown until the page is resumed", async () => {
  show();
  await pass(10_100);
  expect(requested).toBe(1);
  togglePause();
  await answer(7);
  await pass(5_000);
  expect(shown()).toBe("0");
  togglePause();
  await pass(100);
  await answer(8);
  expect(shown()).toBe("8");
});
