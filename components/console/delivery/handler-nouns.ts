import { formatCounted } from "#components/format/format-count.ts";

type Noun = { one: string; many: string };
type Named = { handler: string; label: string };

const nouns: Record<string, Noun> = {
  "order-notifications": { one: "order mail", many: "order mails" },
  "account-mails": { one: "account mail", many: "account mails" },
  "warehouse-webhook": { one: "warehouse webhook", many: "warehouse webhooks" },
};

/** Noun for one delivery of a handler. The default derives from the handler's label. */
export function handlerNoun(handler: string, label: string): Noun {
  const lower = label.toLowerCase();
  return nouns[handler] ?? { one: `delivery of ${lower}`, many: `deliveries of ${lower}` };
}

/** `3 order mails`, `1 order mail`. */
export function countDeliveries(count: number, { handler, label }: Named): string {
  const { one, many } = handlerNoun(handler, label);
  return formatCounted(count, one, many);
}
