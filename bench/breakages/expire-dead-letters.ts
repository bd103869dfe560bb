import { defineBreakage } from "#bench/breakages/define-breakage.ts";

const file = "server/platform/pgboss/ensure-queues.ts";

export const expireDeadLetters = defineBreakage({
  name: "expire-dead-letters",
  title: "The dead-letter queue with pg-boss's own retention",
  tempting: "Retention matters for the handler's queue; jobs only pass through the dead-letter queue.",
  breaks: "After 14 days without a collector pg-boss deletes the dead letters without an event.",
  edits: [
    { file, search: "      retentionSeconds: tenYears,\n", replace: "" },
    {
      file,
      search: "retryLimit: 10_000, deleteAfterSeconds: 300",
      replace: "retentionSeconds: tenYears, retryLimit: 10_000, deleteAfterSeconds: 300",
    },
  ],
  caughtBy: {
    file: "server/platform/pgboss/ensure-queues.db.test.ts",
    test: "keeps a dead letter that was not collected for a year, so that it is collected later",
  },
});
