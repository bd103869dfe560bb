import * as z from "zod";
import { type Role, roleDto } from "#server/contracts/identity/access.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const end = defineStatement({
  name: "end_demo_sessions",
  text: `update console_session s set expires_at = now(), updated_at = now() from console_user u
           where u.id = s.user_id and u.demo and not (u.role = any($1::text[])) and s.expires_at > now()`,
});

/** Ends the open sessions of demo identities whose role is not offered. Returns their number. */
export const endDemoSessions = (tx: Tx, offered: readonly Role[]): Promise<number> => end.run(tx, [offered]);

const revoked = z.object({ id: z.uuid(), name: z.string(), role: roleDto, prefix: z.string() });

const revoke = defineStatement({
  name: "revoke_demo_tokens",
  text: `update api_token t set revoked_at = now() from console_user u
           where t.revoked_at is null and u.id = t.owner_id and u.demo
           returning t.id, t.name, t.role, t.prefix`,
  row: revoked,
});

/** Revokes the tokens that belong to a demo identity, and returns them. */
export const revokeDemoTokens = (tx: Tx): Promise<z.output<typeof revoked>[]> => revoke.all(tx);
