import { randomUUID } from "node:crypto";
import pg from "pg";
import { defineAttack } from "#bench/attacks/define-attack.ts";
import { none } from "#bench/rig/report.ts";

/** An operator points a dead letter at another customer and has that customer's address rewritten. */
export const fieldTakeover = defineAttack({
  name: "field-takeover",
  title: "An operator takes over a customer's mail by an edit",
  run: async ({ origin, productId, cookies, databaseUrl }) => {
    const ask = (path: string, body?: unknown) =>
      fetch(`${origin}/api/v1${path}`, {
        method: body === undefined ? "GET" : "POST",
        headers: { "content-type": "application/json", "if-match": "*", cookie: cookies.operator },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const place = async (name: string, email: string) => {
      const answer = await ask("/orders", { customer: { name, email }, items: [{ productId, quantity: 1 }] });
      return ((await answer.json()) as { orderId: string }).orderId;
    };
    const tag = randomUUID().slice(0, 8);
    const victimEmail = `victim-${tag}@example.com`;
    const victimOrder = await place("Victor Hugo", victimEmail);
    const ownOrder = await place("Eve Adams", `bounce+eve-${tag}@example.com`);
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
    try {
      const one = async (text: string, value: string): Promise<string | undefined> =>
        (await pool.query<{ found: string }>(text, [value])).rows[0]?.found;
      const customerOf = (id: string) => one("select customer_id as found from customer_order where id = $1", id);
      const victim = (await customerOf(victimOrder)) ?? "";
      let letter: string | undefined;
      for (const end = Date.now() + 10_000; !letter && Date.now() < end; ) {
        letter = await one(
          "select id as found from delivery where state = 'dead' and subject = $1 limit 1",
          `orders/${ownOrder}`,
        );
        if (!letter) await new Promise((resolve) => setTimeout(resolve, 200));
      }
      if (!letter) throw new Error("the mail to bounce+ was not dead-lettered within 10 s");
      const payload = ((await (await ask(`/dead-letters/${letter}`)).json()) as { payload: object }).payload;
      const input = { email: `eve-${tag}@example.com`, updateCustomer: true };
      const fix = { id: "correct-recipient", input };
      await ask(`/dead-letters/${letter}/edits`, { payload: { ...payload, customerId: victim }, reason: "an attack" });
      await ask(`/dead-letters/${letter}/replay`, { edit: 1, fix, reason: "an attack" });
      const changes = [{ customerId: victim }, { orderTotal: 1 }, { currency: "USD" }, { orderId: victimOrder }];
      let accepted = 0;
      for (const change of changes) {
        for (const way of ["edits", "preview", "replay"]) {
          const answer = await ask(`/dead-letters/${letter}/${way}`, {
            payload: { ...payload, ...change },
            ...(way === "preview" ? {} : { reason: "an attack" }),
          });
          // A preview answers 200 for an invalid payload too: that is not an acceptance.
          const { outcome } = (await answer.json()) as { outcome?: string };
          if (answer.ok && outcome !== "dies") accepted += 1;
        }
      }
      const silent = await ask(`/dead-letters/${letter}/replay`, { fix });
      const corrected = await ask(`/dead-letters/${letter}/replay`, { fix, reason: "she called" });
      const entries = await pool.query(
        "select 1 from audit_entry where action = 'dead-letter.correct-recipient' and target_id = $1",
        [letter],
      );
      const address = await one("select email as found from customer where id = $1", victim);
      return [
        none("changes of identity and money that were accepted", accepted),
        none("changes of the recipient without a reason", silent.ok ? 1 : 0),
        none("addresses of other customers that were rewritten", address === victimEmail ? 0 : 1),
        {
          what: "corrections with a reason, each an entry of its own in the audit",
          found: corrected.ok ? (entries.rowCount ?? 0) : 0,
          wanted: "1",
          holds: corrected.ok && entries.rowCount === 1,
        },
      ];
    } finally {
      await pool.end();
    }
  },
});
