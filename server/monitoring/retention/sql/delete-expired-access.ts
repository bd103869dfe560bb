import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "delete_expired_access",
  text: `with attempts as (delete from sign_in_tries where started_at < now() - interval '1 day' returning 1),
                link as (delete from account_link where expires_at < now() - interval '1 day' returning 1),
                session as (delete from console_session where expires_at < now() - interval '31 days' returning 1)
           select ((select count(*) from attempts) + (select count(*) from link) + (select count(*) from session))::int as count`,
  row: z.object({ count: z.int() }),
});

/** Deletes expired sign-in counters, unused links and sessions. Returns the number of rows. */
export const deleteExpiredAccess = async (db: Queryable): Promise<number> => (await statement.one(db)).count;
