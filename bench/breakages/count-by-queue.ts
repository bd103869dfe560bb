import { defineBreakage } from "#bench/breakages/define-breakage.ts";

const file = "server/delivery/attempts/attempt.ts";
const claims = "server/delivery/attempts/claims.ts";
const decision = "server/delivery/attempts/settlement-of.ts";

export const countByQueue = defineBreakage({
  name: "count-by-queue",
  title: "pg-boss's retry count as the retry limit",
  tempting: "pg-boss already counts the attempts of a job, so a second count seems redundant.",
  breaks:
    "It counts every fetch: healthy mails fetched together with one that crashes its worker are dead-lettered with it.",
  edits: [
    {
      file,
      search: '    crashPoint("worker.fetched");\n',
      replace: `    crashPoint("worker.fetched");
    if (job.retryCount > policy.limit) {
      await inTransaction(pool, async (tx) => {
        await markForDeadLetter(tx, job.deliveryId);
        await deadLetterJobs(boss, tx, handler.id, [job]);
      });
      announce(handler, "dead");
      return null;
    }
`,
    },
    {
      file: claims,
      search: "const claims = await claimDeliveries(pool, { ids, maxAttempts: policy.limit + 1, ...who });",
      replace: "const claims = await claimDeliveries(pool, { ids, maxAttempts: 1_000_000, ...who });",
    },
    {
      file: claims,
      search: "{ ids: [id], maxAttempts: policy.limit + 1, alone: true,",
      replace: "{ ids: [id], maxAttempts: 1_000_000, alone: true,",
    },
    {
      file,
      search: "...settlementOf(context, tried, outcome, probed !== undefined) };",
      replace: "...settlementOf(context, job, tried, outcome, probed !== undefined) };",
    },
    {
      file: decision,
      search: "AttemptContext,\n  tried: ClaimedAttempt,",
      replace: "AttemptContext,\n  job: { retryCount: number },\n  tried: ClaimedAttempt,",
    },
    {
      file: decision,
      search: "(tried.attempt > policy.limit && !signal.aborted)",
      replace: "(job.retryCount >= policy.limit && !signal.aborted)",
    },
  ],
  caughtBy: {
    file: "server/delivery/attempts/poison.db.test.ts",
    test: "dead-letters a poison message after its own retry limit without affecting other messages",
  },
});
