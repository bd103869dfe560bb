import type { HistoryMarkerDto } from "#server/contracts/monitoring/history.ts";
import { maskAddresses } from "#server/delivery/privacy/mask-text.ts";
import { mergeEpisodes } from "#server/monitoring/history/merge-episodes.ts";
import { readMarkers } from "#server/monitoring/history/sql/read-markers.ts";
import { db } from "#server/platform/database/db.ts";

const iso = (at: string | Date): string => new Date(at).toISOString();

/** Replays, deploys and alerts since `since`, each at its bucket. */
export async function getMarkers(input: {
  since: Date;
  bucketSeconds: number;
  handler: string | null;
}): Promise<HistoryMarkerDto[]> {
  const { replays, deploys, alerts } = await readMarkers(db(), input);
  const episodes = alerts.map(({ at, until, ...alert }) => ({
    ...alert,
    message: maskAddresses(alert.message),
    at: new Date(at),
    until: until === null ? null : new Date(until),
  }));
  const markers: HistoryMarkerDto[] = [
    ...replays.map(({ at, count }) => ({ kind: "replay" as const, at: iso(at), count })),
    ...deploys.map(({ at, builds }) => ({ kind: "deploy" as const, at: iso(at), builds })),
    ...mergeEpisodes(episodes, input.bucketSeconds * 1_000).map(({ at, until, ...band }) => ({
      ...{ kind: "alert" as const, at: iso(at), until: until === null ? null : iso(until) },
      ...band,
    })),
  ];
  return markers.toSorted((one, other) => one.at.localeCompare(other.at));
}
