import { defineBreakage } from "#bench/breakages/define-breakage.ts";

const file = "server/delivery/outbox/relay-batch.ts";

export const markBeforeEnqueue = defineBreakage({
  name: "mark-before-enqueue",
  title: "Mark before enqueue",
  tempting: "Commit the claim at once, so that no row is locked while the queue inserts the jobs.",
  breaks: "A relay that fails between the two commits leaves messages marked as relayed without a job.",
  edits: [
    {
      file,
      search: "      if (result.counts.released > 0) crashPoint",
      replace: `      for (const [handler, all] of Map.groupBy(result.released, (delivery) => delivery.handler))
        await inTransaction(pool, (tx) => enqueue(boss, tx, handler, all.map(({ id }) => id)));
      if (result.counts.released > 0) crashPoint`,
    },
    {
      file,
      search: `    const taken = await enqueue(boss, tx, handler, ids);
    if (taken.length !== ids.length)
      logger.error({ handler, ids: ids.length, taken: taken.length }, "some released deliveries already had a job");
`,
      replace: "",
    },
  ],
  caughtBy: {
    file: "server/delivery/outbox/relay-batch.db.test.ts",
    test: "leaves the outbox unchanged when enqueuing fails, and relays it in the next tick",
  },
});
