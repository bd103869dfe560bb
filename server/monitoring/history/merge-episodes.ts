import type { Episode } from "#server/monitoring/history/sql/read-markers.ts";

export type Band = Episode & { count: number };

/**
 * Merges alerts that overlap or follow each other without a bucket of `width` milliseconds between them. A band has their
 * count, and the message of the first of the most severe ones. Pure.
 */
export function mergeEpisodes(episodes: readonly Episode[], width: number): Band[] {
  const bands: Band[] = [];
  for (const episode of episodes.toSorted((one, other) => one.at.getTime() - other.at.getTime())) {
    const last = bands.at(-1);
    if (!last || (last.until !== null && episode.at.getTime() > last.until.getTime() + width)) {
      bands.push({ ...episode, count: 1 });
      continue;
    }
    last.count += 1;
    if (last.until && (episode.until === null || episode.until > last.until)) last.until = episode.until;
    if (last.severity === "warning" && episode.severity === "critical")
      Object.assign(last, { severity: episode.severity, message: episode.message });
  }
  return bands;
}
