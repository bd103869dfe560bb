import { type UserDto, userDto } from "#server/contracts/identity/access.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { isoTime } from "#server/platform/database/iso-time.ts";

const statement = defineStatement({
  name: "read_users",
  text: `select u.id, u.name, u.email, u.role, u.demo,
                  case when u.disabled_at is not null then 'disabled'
                       when c.password is null and not u.demo then 'invited' else 'active' end as status,
                  ${isoTime("u.created_at")} as "createdAt", ${isoTime("s.seen")} as "lastSeenAt", coalesce(s.open, 0) as sessions
           from console_user u
           left join console_credential c on c.user_id = u.id and c.provider_id = 'credential'
           left join lateral (
             select max(updated_at) as seen, count(*) filter (where expires_at > now())::int as open
             from console_session where user_id = u.id) s on true
           where $1::uuid is null or u.id = $1 order by u.disabled_at is not null, lower(u.name), u.id`,
  row: userDto,
});

/** One user, or all (null), each with the time of their last request. Disabled accounts last. */
export const readUsers = (queryable: Queryable, id: string | null): Promise<UserDto[]> =>
  statement.all(queryable, [id]);
