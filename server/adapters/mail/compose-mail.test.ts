import { type AddressObject, simpleParser } from "mailparser";
import { describe, expect, it } from "vitest";
import { compileMail, composeMail } from "#server/adapters/mail/compose-mail.ts";

const from = { name: "Redeliver store", address: "orders@redeliver.example" };

const readBack = async (words: string) => {
  const to = { name: words, address: "ada@example.com" };
  const raw = composeMail(from, { to, subject: words, html: "<p>Hello</p>", text: "Hello" }, "a-key");
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

describe("the bytes are those that nodemailer's streams write", () => {
  const bytesOf = async (text: string, html: string) => {
    const mail = { to: { name: "Ada Lovelace", address: "ada@example.com" }, subject: "Hello", html, text };
    const theirs = await compileMail(from, mail, "a-key").build();
    const boundaryOf = (bytes: Buffer) => /boundary="([^"]+)"/.exec(bytes.toString("latin1"))?.[1] ?? "";
    const comparable = (bytes: Buffer) =>
      bytes
        .toString("latin1")
        .replaceAll(boundaryOf(bytes), "boundary")
        .replace(/^Date: .*$/m, "Date:");
    return { ours: comparable(composeMail(from, mail, "a-key")), theirs: comparable(theirs) };
  };
  const long = "a line that is longer than 76 characters, with = signs, and a trailing space ".repeat(3);

  it.each([
    ["7-bit text", "Hello\n", "<p>Hello</p>\n"],
    ["text without an end of line", "Hello", "<p>Hello</p>"],
    ["no text", "", ""],
    ["long lines", `${long}\n`, `<p>${long}</p>\n`],
    ["latin text with accents", "Ünïcode and more words\n", `<p>${"Ünïcode ".repeat(40)}</p>\n`],
    ["text without latin letters, in base64", `${"名前".repeat(80)}\n`, `${"名前 ".repeat(80)}\n`],
    ["an astral character at the fold of a line", `${"a".repeat(70)}👩‍💻👩‍💻\n`, `${"b".repeat(74)}👩‍💻\n`],
    ["lines of dots and of the boundary", ".\n..\n.\r\n--boundary\n", "<p>.</p>\n.\n"],
    ["carriage returns", "a\rb\r\nc\n\rd", `a\rb\r\n${long}\r\n\r`],
    ["control characters", "a\u0000b\u001bc\n", "a\u0000b\u007fc\n"],
  ])("%s", async (_, text, html) => {
    const { ours, theirs } = await bytesOf(text, html);
    expect(ours).toBe(theirs);
  });

  it("random texts", async () => {
    let state = 15;
    const random = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    const letters = [
      "a",
      "Z",
      " ",
      "\t",
      "\n",
      "\r\n",
      "\r",
      ".",
      "=",
      "-",
      "é",
      "名",
      "👩",
      "\u0000",
      "word ",
      "long ".repeat(20),
    ];
    const text = () =>
      Array.from({ length: random() * 60 }, () => letters[Math.floor(random() * letters.length)]).join("");
    for (let n = 0; n < 200; n += 1) {
      const [plain, html] = [`${text()}.`, `<p>${text()}</p>`];
      const { ours, theirs } = await bytesOf(plain, html);
      expect(ours, JSON.stringify([plain, html])).toBe(theirs);
    }
  });
});
