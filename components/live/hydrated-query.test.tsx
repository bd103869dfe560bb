import { dehydrate, QueryClient, QueryClientProvider, queryOptions } from "@tanstack/react-query";
import { act } from "@testing-library/react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { HydratedQueries, useHydratedQuery } from "#components/live/hydrated-query.tsx";

const depth = queryOptions({ queryKey: ["depth"], queryFn: () => 0, staleTime: Number.POSITIVE_INFINITY });

function Depth() {
  const { data, isError } = useHydratedQuery(depth);
  return <p>{`${data} dead${isError ? ", not sure" : ""}`}</p>;
}

const clientWith = (dead: number, updatedAt: number) => {
  const client = new QueryClient();
  client.setQueryData(depth.queryKey, dead, { updatedAt });
  return client;
};

test("the first render uses the server's data although the stream brought newer data, which follows", async () => {
  const state = dehydrate(clientWith(3, 1_000));
  const page = (client: QueryClient) => (
    <QueryClientProvider client={client}>
      <HydratedQueries state={state}>
        <Depth />
      </HydratedQueries>
    </QueryClientProvider>
  );
  const place = document.createElement("div");
  place.innerHTML = renderToString(page(new QueryClient()));
  expect(place.textContent).toBe("3 dead");
  const problems: unknown[] = [];
  await act(async () => {
    hydrateRoot(place, page(clientWith(4, 2_000)), { onRecoverableError: (error) => problems.push(error) });
  });
  expect(problems).toEqual([]);
  expect(place.textContent).toBe("4 dead");
});
