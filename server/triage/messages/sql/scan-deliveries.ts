import * as z from "zod";
import { explorerFilters } from "#server/contracts/triage/explorer-filter.ts";
import { filterSamples } from "#server/contracts/triage/filter-field.ts";
import { deliveryColumns, deliveryRow, heldBy, heldByColumn } from "#server/delivery/deliveries/to-delivery-dto.ts";
import { json } from "#server/delivery/privacy/mask-payload.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatementBuilder } from "#server/platform/database/define-statement.ts";
import { exactTimeOf } from "#server/platform/database/time-columns.ts";
import { type Cursor, sampleCursor } from "#server/triage/keyset/cursor.ts";
import { allOf, bindValues, type KeysetQuery, selectKeyset } from "#server/triage/keyset/keyset-query.ts";
import type { ScanStep } from "#server/triage/keyset/scan-pages.ts";
import { planQuery } from "#server/triage/messages/plan-query.ts";

const exploredRow = deliveryRow.extend({
  heldBy,
  version: z.int(),
  subject: z.string(),
  error: z.string().nullable(),
  createdAt: z.date(),
  /** The payload: the error may repeat personal data of it. */
  data: json,
  /** The row's first sort column, for the cursor. */
  at: z.string(),
  /** Which row of the scan it is, from 1. */
  place: z.int(),
});
export type ExploredRow = z.output<typeof exploredRow>;

type Read = { query: KeysetQuery; before: Cursor | null; limit: number; scan: number };

/** Every narrow column, so that any filter can read it. */
const scanned = `id, message_id, handler, subject, state, revision, attempts, failure_code, cause, worker, sending_since,
  settled_at, created_at`;

const build = ({ query, before, limit, scan }: Read) =>
  bindValues((bind) => {
    const columns = `${scanned}, ${query.key ?? "created_at"} as key`;
    return `
      with scan as materialized (
        ${selectKeyset(query, { columns, before, limit: scan, numbered: true }, bind)}
      ), page as materialized (
        select id, place, key from scan where ${allOf(query.residual, bind)} order by place limit ${bind(limit)}::int
      )
      select ${deliveryColumns}, ${heldByColumn}, d.version, d.subject, d.error, d.created_at as "createdAt", m.data,
             ${exactTimeOf("p.key")} as at, p.place, s.scanned, s.last
      from (select count(*)::int as scanned,
                   (select json_build_object('at', ${exactTimeOf("key")}, 'id', id) from scan order by place desc limit 1) as last
            from scan) s
      left join page p on true left join delivery d on d.id = p.id left join outbox_message m on m.id = d.message_id
      order by p.place`;
  });

const { state, message, since, until, ...others } = filterSamples(explorerFilters);
const sampleQueries = [
  planQuery({ ...others, since, until }, null),
  planQuery({ state, since, until }, null),
  planQuery({ state: "dead", message }, ["x"]),
  planQuery({ state: "discarded" }, null),
];
/** A scan without a match is one row of nulls with its end. */
const nullable = Object.fromEntries(Object.entries(exploredRow.shape).map(([name, type]) => [name, type.nullable()]));

const statement = defineStatementBuilder({
  name: "scan_deliveries",
  text: (read: Read) => build(read).text,
  shapes: sampleQueries.flatMap((query) =>
    [null, sampleCursor].map((before) => ({ query, before, limit: 1, scan: 1 })),
  ),
  row: z.object({
    ...nullable,
    id: z.uuid().nullable(),
    scanned: z.int(),
    last: z.object({ at: z.string(), id: z.uuid() }).nullable(),
  }),
});

/**
 * Scans `scan` deliveries, newest first, and returns the first of them that match, up to `limit`, with the end of the scan.
 * The scan carries IDs only; the other columns are read for the rows of the page.
 */
export async function scanDeliveries(queryable: Queryable, read: Read): Promise<ScanStep<ExploredRow>> {
  const rows = await statement(read).all(queryable, build(read).values);
  const [first] = rows;
  return {
    rows: rows.filter(({ id }) => id !== null).map((row) => exploredRow.parse(row)),
    scanned: first?.scanned ?? 0,
    last: first?.last ?? null,
  };
}
