import type { Queryable } from "#server/db.ts";

/** The installation's secret of a name; of processes that make it at the same time all get the same one. */
export async function readInstallationSecret(queryable: Queryable, name: string, fresh: Buffer): Promise<Buffer> {
  const { rows } = await queryable.query<{ secret: Buffer }>({
    name: "read_installation_secret",
    // The update changes nothing: it makes the statement return the row that another process inserted.
    text: `insert into installation_secret as s (name, secret) values ($1, $2)
           on conflict (name) do update set name = s.name returning secret`,
    values: [name, fresh],
  });
  const [row] = rows;
  if (!row) throw new Error("an upsert returned no row");
  return row.secret;
}
