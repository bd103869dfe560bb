"use client";
import { type QueryKey, type UseMutationOptions, useMutation, useQueryClient } from "@tanstack/react-query";

type Callbacks<Output, Input> = Pick<UseMutationOptions<Output, Error, Input>, "onSuccess" | "onError">;

/**
 * A mutation that is pending until the queries that it changes are fetched again. They are also after an error: a conflict
 * means that the page is outdated.
 */
export function useChange<Output, Input = void>(
  send: (input: Input) => Promise<Output>,
  changes: readonly (string | QueryKey)[],
  callbacks: Callbacks<Output, Input> = {},
) {
  const client = useQueryClient();
  const keys = changes.map((key) => (typeof key === "string" ? [key] : key));
  return useMutation({
    ...callbacks,
    mutationFn: send,
    onSettled: () => Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
