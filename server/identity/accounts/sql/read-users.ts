import type { UserDto } from "#server/contracts/identity/access.ts";
import type { Queryable } from "#server/platform/database/db.ts";

const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Everybody, or one person, with when they were last here. */
export async function readUsers(queryable: Queryable, id: string | null): Promise<UserDto[]> {
  const { rows } = await queryable.query<UserDto>({
    name: "read_users",
    text: `select u.id, u.name, u.email, u.role, u.demo,
                  case when u.disabled_at is not null then 'disabled'
                       when c.password is null and not u.demo then 'invited' else 'active' end as status,
                  ${iso("u.created_at")} as "createdAt", ${iso("s.seen")} as "lastSeenAt", coalesce(s.open, 0) as sessions
           from console_user u
           left join console_credential c on c.user_id = u.id and c.provider_id = 'credential'
           left join lateral (
             select max(updated_at) as seen, count(*) filter (where expires_at > now())::int as open
             from console_session where user_id = u.id) s on true
           where $1::uuid is null or u.id = $1 order by u.disabled_at is not null, lower(u.name), u.id`,
    values: [id],
  });
  return rows;
}
