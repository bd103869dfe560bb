import { type DeliveryRow, deliveryColumns, heldByColumn } from "#server/delivery/deliveries/to-delivery-dto.ts";
import type { Json } from "#server/delivery/privacy/mask-payload.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import type { Cursor } from "#server/triage/dead-letter-lists/cursor.ts";
import type { Condition, Walk } from "#server/triage/messages/plan-walk.ts";

export type ExploredRow = DeliveryRow & {
  version: number;
  subject: string;
  error: string | null;
  createdAt: Date;
  data: Json;
  /** The row's place in the order, to the microsecond: what a cursor needs and a Date cannot carry. */
  at: string;
  /** Which row of the walk it is, from 1. */
  place: number;
};
export type Walked = { rows: ExploredRow[]; walked: number; last: Cursor | null };

const exact = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')`;

/**
 * Looks at no more than `walk` deliveries, newest first, and returns the first of them that fit, `limit` at most, with how far
 * it came. The walk carries ids alone; what is shown is read for the rows of the page.
 */
export async function walkDeliveries(
  queryable: Queryable,
  { plan, before, limit, walk }: { plan: Walk; before: Cursor | null; limit: number; walk: number },
): Promise<Walked> {
  const values: unknown[] = [];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const said = ({ text, value }: Condition) => text(value === undefined ? "" : parameter(value));
  const order = plan.key === null ? "id desc" : `${plan.key} desc, id desc`;
  const onward = before === null ? [] : [behind(plan.key, before, parameter)];
  const where = ["true", ...plan.conditions.map(said), ...onward].join(" and ");
  // Fenced off: the planner would rather walk all deliveries backwards than sort the hundred of one customer.
  const source = plan.few ? `(select * from delivery where ${said(plan.few)} offset 0) few` : "delivery";
  const { rows } = await queryable.query<ExploredRow & { id: string | null; walked: number; end: Cursor | null }>({
    text: `
      with walk as materialized (
        select id, message_id, handler, subject, state, sending_since, settled_at, created_at, ${plan.key ?? "created_at"} as key,
               row_number() over (order by ${order})::int as place
        from ${source} where ${where} order by ${order} limit ${parameter(walk)}::int
      ), page as materialized (
        select id, place, key from walk where ${["true", ...plan.residual.map(said)].join(" and ")} order by place limit ${parameter(limit)}::int
      )
      select ${deliveryColumns}, ${heldByColumn}, d.version, d.subject, d.error, d.created_at as "createdAt", m.data,
             ${exact("p.key")} as at, p.place, w.walked, w.end
      from (select count(*)::int as walked,
                   (select json_build_object('at', ${exact("key")}, 'id', id) from walk order by place desc limit 1) as end
            from walk) w
      left join page p on true left join delivery d on d.id = p.id left join outbox_message m on m.id = d.message_id
      order by p.place`,
    values,
  });
  const [first] = rows;
  return {
    rows: rows.filter(({ id }) => id !== null),
    walked: first?.walked ?? 0,
    last: first?.end ?? null,
  };
}

function behind(key: string | null, { at, id }: Cursor, parameter: (value: unknown) => string): string {
  if (key === null) return `id < ${parameter(id)}::uuid`;
  return `(${key}, id) < (${parameter(at)}::timestamp at time zone 'UTC', ${parameter(id)}::uuid)`;
}
