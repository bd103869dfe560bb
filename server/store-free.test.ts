import { describe, expect, it } from "vitest";
import { files, isTest, read } from "#server/testing/import-graph.ts";

/** Identifiers and sentences that only the store has. `order` alone is a sequence, so it counts only as a noun of the store. */
const storeWords = [
  /\borders?\//i,
  /(?<![a-z])orders(?![a-z])/i,
  /order(id|number|total|line)/i,
  /\border[_.](id|line|created|shipped|cancelled|ship|cancel)/i,
  /\b(an|this|each|every|new|same|your|no) order\b(?! (of|in|by))/i,
  /["'`]order["'`]/,
  /customer|warehouse/i,
  /\b(products?|shop)\b/i,
  /\b(store's|the store)\b/i,
];
const hasStoreWord = (line: string): boolean => storeWords.some((word) => word.test(line));

/** Lines that may contain one: names and values of the public API or of stored rows, which stay as they are. */
const allowed: Record<string, { lines: readonly RegExp[]; because: string }> = {
  "server/contracts/delivery/subject-fields.ts": {
    lines: [/subjectFields = \{ orderId/],
    because: "a field of the API",
  },
  "server/delivery/messages/read-subject.ts": {
    lines: [/orderId: subject === null \? null : idNamed\("order", subject\)/],
    because: "the field of the API, by the noun that a module declares",
  },
  "server/contracts/triage/dead-letter-filter.ts": {
    lines: [/sql\.subjectOfId\("order", p\)/],
    because: "a filter of the API, by the noun that a module declares",
  },
  "server/triage/dead-letter-lists/plan-query.ts": { lines: [/driver\?\.of === "order"/], because: "the same filter" },
  "server/contracts/audit.ts": {
    lines: [/"order\.(cancel|ship)"/, /actorKinds = .*"customer"/, /^ {2}"order",$/],
    because: "values of stored rows, which a CHECK allows",
  },
  "components/console/audit/action-labels.ts": { lines: [/"order\.(cancel|ship)"/], because: "the same actions" },
  "server/contracts/identity/access.ts": {
    lines: [/"orders\.(cancel|ship)"/],
    because: "rights of the role matrix and scopes of tokens",
  },
  "server/contracts/delivery/failure-code.ts": {
    lines: [/customer_not_found|Customer not found|Correct customerId/],
    because: "a failure code of stored rows and of the API",
  },
  "server/contracts/monitoring/outbox.ts": { lines: [/orders_without_message: \{/], because: "a name of the API" },
  "server/monitoring/invariants/sql/find-broken.ts": { lines: [/"orders_without_message"/], because: "the same name" },
  "server/platform/env/env.ts": {
    lines: [/<orders@(redeliver\.)?example/],
    because: "the documented default of MAIL_FROM",
  },
  "server/platform/errors.ts": { lines: [/"too_many_orders"/], because: "a problem code of the API" },
  "server/http/response/problem.ts": { lines: [/too_many_orders|Too many orders/], because: "the same code" },
  "server/http/response/problem-guide.ts": {
    lines: [/too_many_orders: \{/, /The limit of orders for this/],
    because: "the same code",
  },
  "server/http/route/open-api.ts": {
    lines: [/Place orders, and inspect/],
    because: "describes the routes of this build",
  },
  "server/http/route/route-example.ts": { lines: [/\| "order"/], because: "examples of the routes of this build" },
  "server/adapters/mail/read-sender.ts": { lines: [/<orders@example\.com>/], because: "the example of MAIL_FROM" },
};

/** Rooms of the engine. server/platform/roles has one list of rights for all tables. */
const engine =
  /^(server\/(contracts|platform|audit|delivery|adapters|triage|monitoring|http\/(request|response|route|server))\/|components\/(console|ui|live|browser)\/)/;
const outside = /^server\/(contracts\/shop|platform\/roles)\//;
const sources = files.filter((file) => engine.test(file) && !outside.test(file) && !isTest(file));

/** A file's lines without comments. */
const codeOf = (text: string): string[] =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ""))
    .split("\n")
    .map((line) => line.replace(/(^|\s)\/\/ .*$/, "$1"));

const wordsIn = (file: string, text: string): string[] =>
  codeOf(text)
    .filter((line) => hasStoreWord(line) && !allowed[file]?.lines.some((one) => one.test(line)))
    .map((line) => `${file}: ${line.trim()}`);

describe("the engine and the console", () => {
  it("contain no word of the store", () => {
    expect(sources.length).toBeGreaterThan(600);
    expect(sources.flatMap((file) => wordsIn(file, read(file)))).toEqual([]);
  });

  it.each([
    "const subject = 'orders/' + id;",
    "where m.subject = 'orders/' || $1",
    "  orderId: row.id,",
    'title: "Your order was lost"',
    'title: "No order is lost"',
    "export type Facts = { customer: string };",
    "const { WAREHOUSE_WEBHOOK_URL } = env;",
    'import { shop } from "#server/shop/module.ts";',
    'const title = "No orders yet";',
  ])("refuse a planted one: %s", (line) => {
    expect(wordsIn("server/delivery/planted.ts", `${line}\n`)).toHaveLength(1);
  });

  it.each([
    "order by d.settled_at desc",
    'className="border-t border-line"',
    "// The orders of a customer.",
    "const order = Object.keys(conditions);",
    'text: "They are sent in order, and keep the order of their subject."',
  ])("allow a sequence, a border and a comment: %s", (line) => {
    expect(wordsIn("server/delivery/planted.ts", `${line}\n`)).toEqual([]);
  });

  it("have no exception that nothing uses", () => {
    const unused = Object.entries(allowed).flatMap(([file, { lines }]) => {
      const code = codeOf(read(file)).filter((line) => hasStoreWord(line));
      return lines.filter((one) => !code.some((line) => one.test(line))).map((one) => `${file} ${one}`);
    });
    expect(unused).toEqual([]);
  });
});
