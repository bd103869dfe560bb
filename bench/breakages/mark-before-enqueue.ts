import { defineBreakage } from "#bench/breakages/define-breakage.ts";

const file = "server/outbox/relay-batch.ts";

export const markBeforeEnqueue = defineBreakage({
  name: "mark-before-enqueue",
  title: "Mark before enqueue",
  tempting: "Commit the claim at once, so that no row is locked while the queue inserts the jobs.",
  breaks: "A relay that fails between the two commits has taken messages off the outbox that have no job.",
  edits: [
    {
      file,
      search: "      if (result.counts.released > 0) crashPoint",
      replace: `      for (const [handler, ids] of result.released) await inTransaction(pool, (tx) => enqueue(boss, tx, handler, ids));
      if (result.counts.released > 0) crashPoint`,
    },
    {
      file,
      search: "  if (!(await lockRelay(tx))) return { counts: { ...idle, locked: false }, handlers: [] as string[] };",
      replace: `  if (!(await lockRelay(tx)))
    return { counts: { ...idle, locked: false }, handlers: [] as string[], released: new Map<string, string[]>() };`,
    },
    {
      file,
      search: `    const taken = await enqueue(boss, tx, handler, ids);
    if (taken.length !== ids.length)
      logger.error({ handler, ids: ids.length, taken: taken.length }, "jobs of released deliveries existed already");
`,
      replace: "",
    },
    {
      file,
      search: "  return { counts, handlers: [...byHandler.keys()] };",
      replace: `  const idsByHandler = new Map([...byHandler].map(([handler, all]) => [handler, all.map(({ id }) => id)]));
  return { counts, handlers: [...byHandler.keys()], released: idsByHandler };`,
    },
  ],
  caughtBy: {
    file: "server/outbox/relay-batch.db.test.ts",
    test: "a tick whose enqueue fails leaves the outbox as it was, and the next one makes it good",
  },
});
