/** What the tab says while nobody looks at it. */
export const tabTitle = (dead: number, page: string): string =>
  `${dead > 0 ? `(${dead}) dead · ` : ""}${page} · Redeliver`;
