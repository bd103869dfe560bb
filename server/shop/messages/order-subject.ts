import type { SubjectDefinition } from "#server/delivery/messages/define-subject.ts";

/** The rows that the store's messages are about. */
export const orderSubject: SubjectDefinition = {
  kind: "orders",
  noun: { one: "order", many: "orders" },
  // The number that customers know.
  shorten: (id) => id.slice(0, 8).toUpperCase(),
  traceHref: (id) => `/ops/trace/${id}`,
  page: { label: "Open customer view", href: (id) => `/orders/${id}` },
};
