import { defineBreakage } from "#bench/breakages/define-breakage.ts";

const settle = "server/delivery/attempts/settle-batch.ts";
const claim = "server/delivery/outbox/sql/claim-messages.ts";

export const promoteInSettle = defineBreakage({
  name: "promote-in-settle",
  title: "Promotion in the settle",
  tempting:
    "The settling transaction knows what comes next in its line: release it there, and spare the relay the look.",
  breaks: "A settle that does not see an uncommitted delivery of the relay releases nothing, and nothing else will.",
  edits: [
    {
      file: settle,
      search: '  await completeJobs(boss, tx, queue, jobs);\n  return jobs.map((job) => [job, "delivered"]);',
      replace: `  await completeJobs(boss, tx, queue, jobs);
  await enqueue(boss, tx, queue, await releaseNext(tx, jobs));
  return jobs.map((job) => [job, "delivered"]);`,
    },
    {
      file: settle,
      search: "const settleRetried: Move",
      replace: `/** The first that waits in each line that a delivery has just left, if it may go now. */
async function releaseNext(tx: Tx, jobs: readonly QueueJob[]): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>({
    name: "release_next",
    text: \`
      with next as materialized (
        select (select w.id from delivery w where w.handler = d.handler and w.subject = d.subject and w.ordered
                and (w.state = 'waiting' or (w.state = 'dead' and w.holds)) order by w.position, w.revision limit 1) as id
        from delivery d where d.id = any($1::uuid[]) and d.ordered
      )
      update delivery w set state = 'queued', queued_at = now(), updated_at = now()
      from next n where w.id = n.id and w.state = 'waiting' and w.release_at <= now()
      returning w.id\`,
    values: [jobs.map(({ deliveryId }) => deliveryId)],
  });
  return rows.map(({ id }) => id);
}

const settleRetried: Move`,
    },
    {
      file: settle,
      search: 'import type { Boss } from "#server/platform/pgboss/boss.ts";',
      replace:
        'import type { Boss } from "#server/platform/pgboss/boss.ts";\nimport { enqueue } from "#server/platform/pgboss/enqueue.ts";',
    },
    // A delivery created behind another one is released when that one settles: the relay need not check it.
    {
      file: claim,
      search: "root_id, idempotency_key, position, ordered, holds)",
      replace: "root_id, idempotency_key, position, ordered, holds, check_at)",
    },
    {
      file: claim,
      search: "seq, ordered, holds from judged order by seq",
      replace: "seq, ordered, holds, case when free then now() else 'infinity' end from judged order by seq",
    },
  ],
  caughtBy: {
    file: "server/delivery/outbox/relay-order.db.test.ts",
    test: "strands nothing when a mail is delivered while the relay creates the next of its order",
  },
});
