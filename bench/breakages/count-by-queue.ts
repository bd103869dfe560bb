import { defineBreakage } from "#bench/breakages/define-breakage.ts";

export const countByQueue = defineBreakage({
  name: "count-by-queue",
  title: "pg-boss's retry count as the budget",
  tempting: "pg-boss counts retries and dead-letters by itself: give the queue the limit of the handlers.",
  breaks: "It counts every fetch: healthy mails that were fetched beside one that kills its workers die with it.",
  edits: [
    {
      file: "server/queue/ensure-queues.ts",
      search: "retryLimit: 10_000, deleteAfterSeconds: 300",
      replace: "retryLimit: 3, deleteAfterSeconds: 300",
    },
  ],
  caughtBy: {
    file: "server/deliveries/poison.db.test.ts",
    test: "a poison message that kills its worker every time is dead after its own budget and takes no neighbour with it",
  },
});
