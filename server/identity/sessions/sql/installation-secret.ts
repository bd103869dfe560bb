import type { Queryable } from "#server/platform/database/db.ts";

/** A key that all processes of this installation share. The migration creates it; it never changes. */
export async function readInstallationSecret(
  queryable: Queryable,
  name: "order_cancel" | "known_device",
): Promise<Buffer> {
  const { rows } = await queryable.query<{ secret: Buffer }>({
    name: "read_installation_secret",
    text: "select secret from installation_secret where name = $1",
    values: [name],
  });
  const [row] = rows;
  if (!row) throw new Error(`the installation has no secret ${name}: run npm run migrate`);
  return row.secret;
}
