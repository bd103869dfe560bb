import { defineBreakage } from "#bench/breakages/define-breakage.ts";

export const skipReconcile = defineBreakage({
  name: "skip-reconcile",
  title: "No reconcile",
  tempting:
    "A job that returns means that its mail is still to be sent: claim it and send it, limited by attempts alone.",
  breaks: "A mail that was accepted meanwhile (a late 250 of an expired worker) is sent a second time.",
  edits: [
    {
      file: "server/delivery/deliveries/sql/claim-deliveries.ts",
      search: "and b.verdict is null and b.accepted_at is null and b.attempts < $4\n",
      replace: "and b.attempts < $4\n",
    },
  ],
  caughtBy: {
    file: "server/delivery/attempts/attempt.db.test.ts",
    test: "records the late 250 of a worker that lost its claim, and the returned job sends nothing",
  },
});
