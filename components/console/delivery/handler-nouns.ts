type Noun = { one: string; many: string };

const nouns: Record<string, Noun> = {
  "order-notifications": { one: "order mail", many: "order mails" },
  "account-mails": { one: "account mail", many: "account mails" },
  "warehouse-webhook": { one: "warehouse webhook", many: "warehouse webhooks" },
};

/** What one delivery of a handler is called in a sentence. A handler without a noun of its own lends its label. */
export function handlerNoun(handler: string, label: string): Noun {
  const lower = label.toLowerCase();
  return nouns[handler] ?? { one: `delivery of ${lower}`, many: `deliveries of ${lower}` };
}

/** `3 order mails`, `1 order mail`. */
export function countOf(count: number, noun: Noun): string {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? noun.one : noun.many}`;
}
