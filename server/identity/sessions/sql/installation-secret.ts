import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

/** The values of `installation_secret.name`. */
export const installationSecrets = ["order_cancel", "known_device"] as const;

const statement = defineStatement({
  name: "read_installation_secret",
  text: "select encode(secret, 'hex') as secret from installation_secret where name = $1",
  row: z.object({ secret: z.string() }),
});

/** A key that all processes of this installation share. The migration creates it; it never changes. */
export async function readInstallationSecret(
  queryable: Queryable,
  name: (typeof installationSecrets)[number],
): Promise<Buffer> {
  const found = await statement.maybeOne(queryable, [name]);
  if (!found) throw new Error(`the installation has no secret ${name}: run npm run migrate`);
  return Buffer.from(found.secret, "hex");
}
