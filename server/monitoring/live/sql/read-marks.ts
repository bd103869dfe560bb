import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const marks = z.object({ deadLetters: z.string(), audit: z.string(), replays: z.string() });

const statement = defineStatement({
  name: "read_live_marks",
  text: `select (select count(*) || '-' || coalesce(extract(epoch from max(settled_at)), 0)
                   from delivery where state = 'dead') as "deadLetters",
                  (select coalesce(max(seq), 0)::text from audit_entry) as audit,
                  (select md5(coalesce(string_agg(concat_ws('-', id, version, prepared, pending, in_flight, delivered, failed_again,
                                                            yielding), ',' order by created_at), ''))
                   from replay_batch where state in ('draft', 'awaiting_approval', 'running', 'paused') or in_flight > 0) as replays`,
  row: marks,
});

/** Values that change with a list: of dead letters, of the audit log, and of bulk replays. Each is read from an index. */
export const readMarks = (db: Queryable): Promise<z.output<typeof marks>> => statement.one(db);
