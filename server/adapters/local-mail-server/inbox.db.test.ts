import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { clearInbox } from "#server/adapters/local-mail-server/clear-inbox.ts";
import { getMail } from "#server/adapters/local-mail-server/get-mail.ts";
import { listMails } from "#server/adapters/local-mail-server/list-mails.ts";
import { listWebhooks } from "#server/adapters/local-mail-server/list-webhooks.ts";
import { countFailure } from "#server/adapters/local-mail-server/sql/count-failure.ts";
import { storeMail } from "#server/adapters/local-mail-server/sql/store-mail.ts";
import { storeWebhook } from "#server/adapters/local-mail-server/sql/store-webhook.ts";
import { mailDto, mailListDto, webhookListDto } from "#server/contracts/delivery/inbox.ts";
import { InvalidInputError, NotFoundError } from "#server/platform/errors.ts";
import { testDatabase } from "#server/testing/database.ts";
import { anOperator } from "#server/testing/factories.ts";

const pool = await testDatabase();
beforeEach(async () => {
  await pool.query("truncate captured_mail, captured_webhook, sink_trick");
});

const everything = { accountMails: true };

const content = {
  messageId: "<1@x>",
  subject: "Hi",
  html: "<p>",
  text: null,
  headers: [{ name: "A", value: "b" }],
  raw: "raw",
};

const store = (recipients: string[], subject = "Hi") =>
  storeMail(pool, { sender: "orders@redeliver.example", recipients }, { ...content, subject });

describe("listMails", () => {
  it("returns each mail once, newest first, page by page, also within one millisecond", async () => {
    for (let count = 0; count < 7; count += 1) await store([`a${count}@x.example`, `b${count}@x.example`]);
    await pool.query(
      "update captured_mail set received_at = date_trunc('milliseconds', received_at) + interval '1 microsecond' * (random() * 3)::int",
    );
    const { rows } = await pool.query<{ id: string }>(
      "select id from captured_mail order by received_at desc, id desc",
    );
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = mailListDto.parse(await listMails({ ...everything, cursor, limit: 3 }));
      expect(page.items.length).toBeGreaterThan(0);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(rows.map(({ id }) => id));
  });

  it("has no next page after an exactly full last page", async () => {
    await store(["a@x.example", "b@x.example"]);
    expect(await listMails({ ...everything, limit: 2 })).toMatchObject({ nextCursor: null });
  });

  it("filters by recipient, regardless of case", async () => {
    await store(["Ada@x.example", "bob@x.example"]);
    const { items } = await listMails({ ...everything, limit: 10, recipient: "ada@X.example" });
    expect(items.map(({ recipient }) => recipient)).toEqual(["Ada@x.example"]);
  });

  it.each(["nonsense", "e30", Buffer.from('["2026-01-01 00:00:00","x"]').toString("base64url"), "' or 1=1 --"])(
    "refuses a cursor that it did not make: %s",
    async (cursor) => {
      await expect(listMails({ ...everything, cursor, limit: 2 })).rejects.toBeInstanceOf(InvalidInputError);
    },
  );
});

it("shows one mail with all its parts, and 404 for an unknown id", async () => {
  const [id = ""] = await store(["ada@x.example"]);
  expect(mailDto.parse(await getMail(id, everything))).toMatchObject({ ...content, id, recipient: "ada@x.example" });
  for (const unknown of [randomUUID(), "not-an-id", "' or 1=1"]) {
    await expect(getMail(unknown, everything)).rejects.toBeInstanceOf(NotFoundError);
  }
});

it("shows the newest fifty webhooks", async () => {
  for (let count = 0; count < 52; count += 1) {
    await storeWebhook(pool, { webhookId: `m${count}`, headers: {}, body: JSON.stringify({ count }) });
  }
  const { items } = webhookListDto.parse(await listWebhooks());
  expect(items).toHaveLength(50);
  expect(items[0]).toMatchObject({ webhookId: "m51", verified: true, body: { count: 51 } });
});

it("is emptied, but keeps the counts of scripted failures", async () => {
  await store(["a@x.example", "b@x.example"]);
  await storeWebhook(pool, { webhookId: "m", headers: {}, body: "{}" });
  const mail = { messageId: "<1@x>", recipient: "busy1+a@x.example" };
  expect(await countFailure(pool, mail, 1)).toBe(true);
  expect(await clearInbox({ actor: anOperator, requestId: null })).toEqual({ mails: 2, webhooks: 1 });
  expect(await listMails({ ...everything, limit: 10 })).toEqual({ items: [], nextCursor: null });
  expect(await listWebhooks()).toEqual({ items: [] });
  expect(await countFailure(pool, mail, 1)).toBe(false);
});
