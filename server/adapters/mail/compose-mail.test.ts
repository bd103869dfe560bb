import { type AddressObject, simpleParser } from "mailparser";
import { describe, expect, it } from "vitest";
import { composeMail } from "#server/adapters/mail/compose-mail.ts";

const from = { name: "Redeliver store", address: "orders@redeliver.example" };

const readBack = async (words: string) => {
  const to = { name: words, address: "ada@example.com" };
  const raw = await composeMail(from, { to, subject: words, html: "<p>Hello</p>", text: "Hello" }, "a-key");
  const mail = await simpleParser(raw);
  return { raw: raw.toString("utf8"), mail, name: (mail.to as AddressObject).value[0]?.name };
};

describe("a mail client shows the text unchanged", () => {
  it.each([
    "Ada Lovelace",
    "Ünïcode ✓ 名前 👩‍💻",
    "<img src=x onerror=alert(1)>",
    "{{7*7}} #{7*7} %0d%0a",
    '"Ada", <eve@example.com>; group: a@b.example;',
    `long ${"words ".repeat(60)}end`,
  ])("%s", async (words) => {
    const { mail, name } = await readBack(words);
    expect(mail.subject).toBe(words);
    expect(name).toBe(words);
  });

  it("also where it looks like an encoded word", async () => {
    const words = "a =?utf-8?Q?x=0D=0ABcc:_eve@example.com?= b";
    const { mail, name } = await readBack(words);
    for (const seen of [mail.subject, name]) expect(seen?.replaceAll("\u200B", "")).toBe(words);
    expect(mail.bcc).toBeUndefined();
  });

  it("with spaces for line breaks and other control characters", async () => {
    const { mail, name } = await readBack("Ada\r\n\tBcc: eve@example.com\u0000\u007F!");
    expect(mail.subject).toBe("Ada Bcc: eve@example.com !");
    expect(name).toBe("Ada Bcc: eve@example.com !");
    expect(mail.bcc).toBeUndefined();
  });
});

it("is marked as automatic and has both forms", async () => {
  const { mail, raw } = await readBack("Ada");
  expect(raw).toContain("Auto-Submitted: auto-generated");
  expect(raw).toContain("Message-ID: <a-key@redeliver.example>");
  expect(mail.text).toContain("Hello");
  expect(mail.html).toContain("<p>Hello</p>");
});
