import type { Queryable } from "#server/platform/database/db.ts";

/** Reads every credential in the database: no answer may contain one. */
export async function readSecrets(queryable: Queryable): Promise<string[]> {
  const { rows } = await queryable.query<{ secret: string }>({
    text: `select password as secret from console_credential where password is not null
           union select hash from api_token union select token from console_session union select token from account_link`,
  });
  return rows.map(({ secret }) => secret).filter((secret) => secret.length > 15);
}
