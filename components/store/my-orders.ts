"use client";
import { useSyncExternalStore } from "react";
import * as z from "zod";
import { stored } from "#components/browser/browser-storage.ts";

const text = stored("redeliver.orders");
const kept = 50;
const myOrders = z.array(
  z.object({
    ...{ id: z.uuid(), at: z.string(), totalCents: z.int(), currency: z.string(), name: z.string().optional() },
    /** Secret of the order, with which this browser can cancel it. */
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

/** Orders placed in this browser, newest first. */
export const useMyOrders = () => useSyncExternalStore(text.subscribe, read, () => none);

/** First name of the customer, in the browser that placed the order. */
export function useMyName(orderId: string): string | null {
  const name = useMyOrders().find(({ id }) => id === orderId)?.name ?? "";
  return name.split(/\s+/)[0] || null;
}

/** Secret of an order: from the link in its e-mail (`#cancel=…`), or from the browser that placed it. */
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
