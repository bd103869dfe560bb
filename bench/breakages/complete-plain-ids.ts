import { defineBreakage } from "#bench/breakages/define-breakage.ts";

export const completePlainIds = defineBreakage({
  name: "complete-plain-ids",
  title: "Plain IDs in complete",
  tempting: "The job has an ID, and every function of pg-boss accepts it.",
  breaks: "A worker whose job expired completes the job of the worker that runs it now.",
  edits: [
    {
      file: "server/platform/pgboss/settle-jobs.ts",
      search: "jobs.map(({ id, retryCount }) => ({ id, retryCount }));",
      replace: "jobs.map(({ id }) => id);",
    },
  ],
  caughtBy: {
    file: "server/platform/pgboss/settle-jobs.db.test.ts",
    test: "does not let a suspended worker complete a job that another one has fetched",
  },
});
