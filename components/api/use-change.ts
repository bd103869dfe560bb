"use client";
import { type QueryKey, type UseMutationOptions, useMutation, useQueryClient } from "@tanstack/react-query";

type Callbacks<Output, Input> = Pick<UseMutationOptions<Output, Error, Input>, "onSuccess" | "onError">;

/** A mutation that ends when the queries it changes are fetched again: after an error too, as a conflict shows an old page. */
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
