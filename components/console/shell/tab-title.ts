import { formatCounted } from "#components/format/format-count.ts";

/** Title of the browser tab, with the number of dead letters. */
export const tabTitle = (dead: number, page: string): string =>
  `${dead > 0 ? `${formatCounted(dead, "dead letter")} · ` : ""}${page} · Redeliver`;
