import { defineBreakage } from "#bench/breakages/define-breakage.ts";

const statement = "server/shop/orders/sql/place-orders.ts";

export const notifyInTransaction = defineBreakage({
  name: "notify-in-transaction",
  title: "NOTIFY in the order's transaction",
  tempting: "One round trip less, and PostgreSQL sends it exactly if the order commits.",
  breaks: "Every commit with a NOTIFY takes one lock of the cluster, so orders commit one at a time.",
  edits: [
    {
      file: statement,
      search: "  select placed.number is not null as placed, unknown, mixed, total\n",
      replace: `  select placed.number is not null as placed, unknown, mixed, total,
         (select count(pg_notify('redeliver_outbox', '')) from published) as notified\n`,
    },
    { file: "server/shop/orders/place-order.ts", search: '    notify("redeliver_outbox");\n', replace: "" },
    {
      file: "server/shop/orders/place-order.ts",
      search: 'import { notify } from "#server/platform/wakeups/notify.ts";\n',
      replace: "",
    },
  ],
  caughtBy: {
    file: "server/shop/orders/notify-relay.db.test.ts",
    test: "commits orders without a NOTIFY in their transaction, and merges the notifications after the first",
  },
});
