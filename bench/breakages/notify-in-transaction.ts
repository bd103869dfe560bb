import { defineBreakage } from "#bench/breakages/define-breakage.ts";

const statement = "server/orders/sql/place-order.ts";

export const notifyInTransaction = defineBreakage({
  name: "notify-in-transaction",
  title: "NOTIFY in the order's transaction",
  tempting: "One round trip less, and PostgreSQL itself sends it if and only if the order commits.",
  breaks: "Every commit with a NOTIFY takes one lock of the whole cluster: orders commit one after the other.",
  edits: [
    {
      file: statement,
      search: "  select exists (select from placed) as placed, unknown, mixed, total from verdict`;",
      replace: `  select exists (select from placed) as placed, unknown, mixed, total,
         (select pg_notify('redeliver_outbox', '') from published) from verdict\`;`,
    },
    { file: "server/orders/place-order.ts", search: '    wake("redeliver_outbox");\n', replace: "" },
    {
      file: "server/orders/place-order.ts",
      search: 'import { wake } from "#server/wakeups/notify.ts";\n',
      replace: "",
    },
  ],
  caughtBy: {
    file: "server/orders/wake-relay.db.test.ts",
    test: "twenty orders at once commit without a NOTIFY of their own: the first is announced, and one more announces the others",
  },
});
