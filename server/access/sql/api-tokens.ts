import type { ApiTokenDto } from "#server/contracts/access.ts";
import type { Queryable, Tx } from "#server/db.ts";

const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const columns = `id, name, prefix, role, created_by as "createdBy", ${iso("created_at")} as "createdAt",
  ${iso("last_used_at")} as "lastUsedAt", ${iso("revoked_at")} as "revokedAt"`;

export async function readApiTokens(queryable: Queryable): Promise<ApiTokenDto[]> {
  const { rows } = await queryable.query<ApiTokenDto>({
    name: "read_api_tokens",
    text: `select ${columns} from api_token order by revoked_at is not null, api_token.created_at desc limit 500`,
  });
  return rows;
}

type NewToken = Pick<ApiTokenDto, "id" | "name" | "prefix" | "role" | "createdBy"> & { hash: string };

export async function insertApiToken(tx: Tx, token: NewToken): Promise<ApiTokenDto> {
  const { rows } = await tx.query<ApiTokenDto>({
    name: "insert_api_token",
    text: `insert into api_token (id, name, prefix, role, created_by, hash) values ($1, $2, $3, $4, $5, $6) returning ${columns}`,
    values: [token.id, token.name, token.prefix, token.role, token.createdBy, token.hash],
  });
  const [made] = rows;
  if (!made) throw new Error("an insert returned no row");
  return made;
}

/** Compare-and-set: null where it is unknown or was revoked already. */
export async function revokeApiToken(tx: Tx, id: string): Promise<ApiTokenDto | null> {
  const { rows } = await tx.query<ApiTokenDto>({
    name: "revoke_api_token",
    text: `update api_token set revoked_at = now() where id = $1 and revoked_at is null returning ${columns}`,
    values: [id],
  });
  return rows[0] ?? null;
}
