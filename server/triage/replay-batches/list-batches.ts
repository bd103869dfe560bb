import type * as z from "zod";
import type { ReplayListDto, replayListQuery } from "#server/contracts/triage/replay-batch.ts";
import { readGates } from "#server/delivery/gate/gate.ts";
import { db } from "#server/platform/database/db.ts";
import { decodeCursor, encodeCursor } from "#server/triage/keyset/cursor.ts";
import { readBatches } from "#server/triage/replay-batches/sql/read-batches.ts";
import { readLastWaves } from "#server/triage/replay-batches/sql/waves.ts";
import { toSummaryDto } from "#server/triage/replay-batches/to-batch-dto.ts";

type ListInput = { filter: z.output<typeof replayListQuery>; cursor: string | null; limit: number };

/** Lists bulk replays, newest first. */
export async function listBatches({ filter, cursor, limit }: ListInput): Promise<ReplayListDto> {
  const rows = await readBatches(db(), {
    ...{
      state: filter.state ?? null,
      open: filter.open === "yes",
      started: filter.started === "yes",
      cause: filter.cause ?? null,
    },
    before: cursor === null ? null : decodeCursor(cursor),
    limit: limit + 1,
  });
  const page = rows.slice(0, limit);
  const waves = await readLastWaves(
    db(),
    page.map(({ id }) => id),
  );
  const gates = await readGates(db());
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    items: page.map((row) => toSummaryDto(row, { gates, wave: waves.get(row.id) ?? null })),
    nextCursor: last ? encodeCursor({ at: last.at, id: last.id }) : null,
  };
}
