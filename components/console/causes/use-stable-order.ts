"use client";
import { useState } from "react";
import type { CauseDto } from "#server/contracts/triage/cause.ts";

/** Rows that never move under the cursor: their numbers change, their order only when `show` is called, and new ones wait. */
export function useStableOrder(items: readonly CauseDto[]): { rows: CauseDto[]; news: number; show: () => void } {
  const [order, setOrder] = useState(() => items.map(({ fingerprint }) => fingerprint));
  const show = () => setOrder(items.map(({ fingerprint }) => fingerprint));
  const rows = order.flatMap((fingerprint) => items.find((cause) => cause.fingerprint === fingerprint) ?? []);
  // Nothing can move in a list that has no rows.
  if (rows.length === 0 && items.length > 0) show();
  return { rows, news: items.length - rows.length, show };
}
