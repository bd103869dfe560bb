import { defineBreakage } from "#bench/breakages/define-breakage.ts";

export const completePlainIds = defineBreakage({
  name: "complete-plain-ids",
  title: "Plain ids in complete",
  tempting: "The job has an id: pg-boss takes it, in every one of its functions.",
  breaks: "A worker that was given up takes the job out of the hands of the one that works on it now.",
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
