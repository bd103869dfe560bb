import { defineBreakage } from "#bench/breakages/define-breakage.ts";

export const relayWithoutTimeout = defineBreakage({
  name: "relay-without-timeout",
  title: "No timeout on the relay",
  tempting: "The lock ends with the transaction, and the transaction ends with its process.",
  breaks:
    "A relay that is stopped or cut off in the middle of a batch holds the lock, and nothing is relayed any more.",
  edits: [
    {
      file: "server/delivery/outbox/sql/lock-relay.ts",
      search: `select set_config('idle_in_transaction_session_timeout', '5000', true),
                  set_config('statement_timeout', '10000', true), set_config(`,
      replace: "select set_config(",
    },
  ],
  caughtBy: {
    file: "server/delivery/outbox/relay-lock.db.test.ts",
    test: "loses the lock of a stopped relay within 10 s by PostgreSQL's timeout, and cannot commit later",
  },
});
