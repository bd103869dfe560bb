import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "find_user",
  text: "select name, email from console_user where id = $1 and disabled_at is null and not demo",
  row: z.object({ name: z.string(), email: z.string() }),
});

/** Name and address of an enabled account, for a mail to it. Null for a disabled account or a demo identity. */
export const findUser = async (queryable: Queryable, id: string): Promise<{ name: string; email: string } | null> =>
  (await statement.maybeOne(queryable, [id])) ?? null;
