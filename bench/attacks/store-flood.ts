import { randomUUID } from "node:crypto";
import { defineAttack } from "#bench/attacks/define-attack.ts";
import { none, type Row } from "#bench/rig/report.ts";

const orders = 100;
const most = 6;

/** A hundred anonymous orders to variants of one stranger's address, some with a link in the name. */
export const storeFlood = defineAttack({
  name: "store-flood",
  title: "A stranger's mailbox is flooded through the store",
  run: async ({ origin, productId, mailsTo }): Promise<Row[]> => {
    const victim = `victim-${randomUUID().slice(0, 8)}`;
    const key = randomUUID();
    const place = (email: string, name: string, headers: Record<string, string> = {}) =>
      fetch(`${origin}/api/v1/orders`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ customer: { name, email }, items: [{ productId, quantity: 1 }] }),
      });
    const links = await Promise.all(
      ["You won https://evil.example/prize", "www.evil.example", "evil.example", "a\u202Eelpmaxe.live"].map((name) =>
        place(`${victim}@example.com`, name),
      ),
    );
    // A guest sends another guest's key with a different order.
    const mine = await place(`${victim}-a@example.com`, "Ada Lovelace", { "idempotency-key": key });
    const baseline = await place(`${victim}-b@example.com`, "Eve Adams", { "idempotency-key": key });
    const addresses = Array.from({ length: orders }, (_, index) => `${victim}+${index}@example.com`);
    const answers = await Promise.all(addresses.map((address) => place(address, "Ada Lovelace")));
    const refused = answers.filter(({ status }) => status === 429);
    const clients = await Promise.all(
      Array.from({ length: orders }, () => place(`${randomUUID()}@example.com`, "Ada Lovelace")),
    );
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const mails = (await Promise.all([`${victim}@example.com`, ...addresses].map(mailsTo))).flat();
    return [
      none("names with a link or a reordering mark that were taken", links.filter(({ ok }) => ok).length),
      none(
        `orders beyond ${most} of ${orders} for one mailbox`,
        Math.max(0, answers.filter(({ ok }) => ok).length - most),
      ),
      none(`mails beyond ${most} in one mailbox`, Math.max(0, mails.length - most)),
      none("mails that say evil.example", mails.filter(({ text, html }) => /evil\.example/.test(text + html)).length),
      none("refusals without Retry-After", refused.filter(({ headers }) => !headers.has("retry-after")).length),
      none(`orders beyond 40 of ${orders} from one client`, Math.max(0, clients.filter(({ ok }) => ok).length - 40)),
      none(
        "keys of one guest that stood in another's way",
        [mine, baseline].filter(({ status }) => status === 422).length,
      ),
    ];
  },
});
