import type * as z from "zod";
import { pendingMessageDto } from "#server/contracts/monitoring/outbox.ts";
import { explorerFilters } from "#server/contracts/triage/explorer-filter.ts";
import { conditionsOf, type FilterCondition, filterSamples } from "#server/contracts/triage/filter-field.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatementBuilder } from "#server/platform/database/define-statement.ts";
import { rowOf } from "#server/platform/database/row-of-dto.ts";
import { allOf, bindValues } from "#server/triage/keyset/keyset-query.ts";
import { withSubjects } from "#server/triage/messages/plan-query.ts";

const row = rowOf(pendingMessageDto);

type Pending = {
  /** Conditions on p, with `few` on m. */
  conditions: readonly FilterCondition[];
  limit: number;
};

const columns = `p.message_id as id, p.type, p.subject, p.occurred_at as "writtenAt", p.attempts, p.error, p.next_try_at as "nextTryAt"`;
/** A backlog may be long: filters that no index answers are checked on its newest messages. */
const most = 20_000;

const build = ({ conditions, limit }: Pending) =>
  bindValues((bind) => {
    const source = conditions.some(({ index }) => index === "few")
      ? "outbox_message m join outbox_pending p on p.seq = m.seq"
      : `(select * from outbox_pending order by seq desc limit ${most}) p`;
    return `select ${columns} from ${source} where ${allOf(conditions, bind)} order by p.seq desc limit ${bind(limit)}::int`;
  });

const samples: readonly FilterCondition[] = [
  ...conditionsOf(explorerFilters, filterSamples(explorerFilters), "pending"),
  withSubjects(["x"]),
];
const statement = defineStatementBuilder({
  name: "find_pending",
  text: (pending: Pending) => build(pending).text,
  shapes: [samples, samples.filter(({ index }) => index !== "few")].map((conditions) => ({ conditions, limit: 1 })),
  row,
});

/** Messages that are not relayed yet, newest first: all that match an ID or subjects, else those among the newest 20,000. */
export async function findPending(queryable: Queryable, pending: Pending): Promise<z.output<typeof row>[]> {
  return statement(pending).all(queryable, build(pending).values);
}
