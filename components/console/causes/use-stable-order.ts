"use client";
import { useState } from "react";
import type { CauseDto } from "#server/contracts/triage/cause.ts";

/** Keeps the order of rows: their values update, but reordering and new rows wait until `show` is called. */
export function useStableOrder(items: readonly CauseDto[]): { rows: CauseDto[]; newCount: number; show: () => void } {
  const [order, setOrder] = useState(() => items.map(({ fingerprint }) => fingerprint));
  const show = () => setOrder(items.map(({ fingerprint }) => fingerprint));
  const rows = order.flatMap((fingerprint) => items.find((cause) => cause.fingerprint === fingerprint) ?? []);
  // An empty list has no order to keep.
  if (rows.length === 0 && items.length > 0) show();
  return { rows, newCount: items.length - rows.length, show };
}
