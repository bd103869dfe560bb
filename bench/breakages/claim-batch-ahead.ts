import { defineBreakage } from "#bench/breakages/define-breakage.ts";

const attempt = "server/delivery/attempts/attempt.ts";

export const claimBatchAhead = defineBreakage({
  name: "claim-batch-ahead",
  title: "Claim a batch ahead",
  tempting:
    "Fetch and claim ten times as many jobs in one statement each, so that no conversation waits for the database.",
  breaks: "A crashed worker counts an attempt of every message that it had claimed and not begun to send.",
  edits: [
    {
      file: "server/platform/pgboss/consume.ts",
      search: "working < concurrency && settling() < concurrency",
      replace: "working < concurrency * 10",
    },
    {
      file: "server/platform/pgboss/consume.ts",
      search: "const slots = concurrency - working;",
      replace: "const slots = concurrency * 10 - working;",
    },
    {
      file: attempt,
      search: "  const suspects = staggeredExecutor(",
      replace: `  let conversations = 0;
  const queue: (() => void)[] = [];
  const converse = async <T>(work: () => Promise<T>): Promise<T> => {
    if (conversations === handler.concurrency) await new Promise<void>((begin) => queue.push(begin));
    else conversations += 1;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else conversations -= 1;
    }
  };

  const suspects = staggeredExecutor(`,
    },
    {
      file: attempt,
      search:
        "const outcome = await within(one.traced?.span ?? null, () => runAttempt(context, input, context.ports));",
      replace:
        "const outcome = await converse(() => within(one.traced?.span ?? null, () => runAttempt(context, input, context.ports)));",
    },
  ],
  caughtBy: {
    file: "workers/deliver.db.test.ts",
    test: "a worker claims at most as many deliveries as it has connections, and the others keep their job and all attempts",
  },
});
