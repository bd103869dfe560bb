"use client";
import { useSyncExternalStore } from "react";
import * as z from "zod";
import { stored } from "#components/browser/browser-storage.ts";

const text = stored("redeliver.orders");
const kept = 50;
const myOrders = z.array(
  z.object({
    ...{ id: z.uuid(), at: z.string(), totalCents: z.int(), currency: z.string(), name: z.string().optional() },
    /** The order's own secret, by which this browser may cancel it. */
    cancelToken: z.string().optional(),
  }),
);
export type MyOrder = z.output<typeof myOrders>[number];

const none: MyOrder[] = [];
let seen: { text: string | null; orders: MyOrder[] } = { text: null, orders: none };

function read(): MyOrder[] {
  const now = text.read();
  if (now === seen.text) return seen.orders;
  let parsed: unknown;
  try {
    parsed = JSON.parse(now ?? "[]");
  } catch {
    parsed = [];
  }
  const valid = myOrders.safeParse(parsed);
  seen = { text: now, orders: valid.success ? valid.data : none };
  return seen.orders;
}

/** The orders that were placed in this browser, newest first; there are no accounts in the shop. */
export const useMyOrders = () => useSyncExternalStore(text.subscribe, read, () => none);

/** The first name that the order was placed with, in the browser that placed it. */
export function useMyName(orderId: string): string | null {
  const name = useMyOrders().find(({ id }) => id === orderId)?.name ?? "";
  return name.split(/\s+/)[0] || null;
}

/** The secret of an order: from the link in its mail (`#cancel=…`), or kept by the browser that placed it. */
export function useCancelToken(orderId: string): string | null {
  const kept = useMyOrders().find(({ id }) => id === orderId)?.cancelToken;
  const hash = useSyncExternalStore(
    watchHash,
    () => window.location.hash,
    () => "",
  );
  return new URLSearchParams(hash.slice(1)).get("cancel") ?? kept ?? null;
}

function watchHash(listener: () => void) {
  window.addEventListener("hashchange", listener);
  return () => window.removeEventListener("hashchange", listener);
}

export function rememberOrder(order: MyOrder) {
  text.write(JSON.stringify([order, ...read().filter(({ id }) => id !== order.id)].slice(0, kept)));
}
