import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Mail } from "#server/handlers/ports.ts";
import { createMailer, type MailerOptions } from "#server/notifications/mailer.ts";
import { eventually } from "#server/testing/eventually.ts";

type Script = {
  banner?: string;
  rcpt?: string;
  /** The reply to a whole mail; `hang` gives none, `drop` ends the connection instead. One per mail, the last repeats. */
  dot?: readonly string[];
  extensions?: readonly string[];
  /** Closes a connection that is asked for its second mail. */
  oneMailPerConnection?: boolean;
};

/** A mail server that does what its script says, byte by byte, and remembers what it heard. */
async function scriptedServer(script: Script = {}) {
  const heard: string[] = [];
  const mails: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    connections += 1;
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    let buffered = "";
    let data = false;
    let taken = 0;
    const say = (line: string) => socket.write(`${line}\r\n`);
    const onMail = (mail: string) => {
      taken += 1;
      mails.push(mail);
      const replies = script.dot ?? ["250 2.0.0 Ok: queued as 4X"];
      const reply = replies[Math.min(mails.length, replies.length) - 1] ?? "hang";
      if (reply === "drop") socket.destroy();
      else if (reply !== "hang") say(reply);
    };
    const onLine = (line: string) => {
      heard.push(line);
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "EHLO")
        say(["250-scripted", ...(script.extensions ?? []).map((name) => `250-${name}`), "250 HELP"].join("\r\n"));
      else if (verb === "MAIL" && script.oneMailPerConnection && taken > 0) socket.destroy();
      else if (verb === "RCPT") say(script.rcpt ?? "250 2.1.5 Ok");
      else if (verb === "DATA") {
        data = !script.rcpt?.match(/^[45]/);
        say(data ? "354 go on" : "503 no recipient");
      } else if (verb === "QUIT") socket.end("221 bye\r\n");
      else say("250 Ok");
    };
    socket.on("data", (chunk) => {
      buffered += chunk.toString("latin1");
      for (;;) {
        const mark = data ? "\r\n.\r\n" : "\r\n";
        const end = buffered.indexOf(mark);
        if (end < 0) return;
        const part = buffered.slice(0, end);
        buffered = buffered.slice(end + mark.length);
        if (data) {
          data = false;
          onMail(part);
        } else onLine(part);
      }
    });
    say(script.banner ?? "220 scripted ESMTP");
    if (script.banner?.startsWith("421")) socket.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  closers.push(close);
  const url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, heard, mails, close, connections: () => connections };
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const mail: Mail = {
  to: { name: "Ada Lovelace", address: "ada@example.com" },
  subject: "Order 0191D0A4 is confirmed",
  html: "<p>Hello</p>",
  text: "Hello",
};

const idempotencyKey = "0191d0a4-7f3c-4f6e-9a52-4f1c8be20a17";

const send = (url: string, options: Partial<MailerOptions> & { signal?: AbortSignal; mail?: Mail } = {}) =>
  createMailer({ smtpUrl: url, from: "Redeliver store <orders@redeliver.example>", ...options }).send(
    options.mail ?? mail,
    { idempotencyKey, signal: options.signal ?? new AbortController().signal },
  );

describe("an accepted mail", () => {
  it("is answered with the server's reply and its queue id", async () => {
    const server = await scriptedServer();
    await expect(send(server.url)).resolves.toEqual({ reply: "250 2.0.0 Ok: queued as 4X", providerMessageId: "4X" });
    expect(server.heard).toContain("RCPT TO:<ada@example.com>");
  });

  it("carries the same Message-ID and key whenever the key is the same", async () => {
    const server = await scriptedServer();
    await send(server.url);
    await send(server.url);
    for (const raw of server.mails) {
      expect(raw).toContain(`Message-ID: <${idempotencyKey}@redeliver.example>`);
      expect(raw).toContain(`X-Redeliver-Idempotency-Key: ${idempotencyKey}`);
    }
  });

  it("travels with PIPELINING too, where the envelope and DATA go out at once", async () => {
    const server = await scriptedServer({ extensions: ["PIPELINING", "SIZE 1000000"] });
    await expect(send(server.url)).resolves.toMatchObject({ providerMessageId: "4X" });
  });

  it("leaves its connection to the next one", async () => {
    const server = await scriptedServer();
    const mailer = createMailer({ smtpUrl: server.url, from: "orders@redeliver.example" });
    const signal = new AbortController().signal;
    for (let count = 0; count < 3; count += 1) await mailer.send(mail, { idempotencyKey, signal });
    expect(server.mails).toHaveLength(3);
    expect(server.connections()).toBe(1);
  });

  it("goes over a new connection when the server has closed the kept one", async () => {
    const server = await scriptedServer({ oneMailPerConnection: true });
    const mailer = createMailer({ smtpUrl: server.url, from: "orders@redeliver.example" });
    const signal = new AbortController().signal;
    for (let count = 0; count < 3; count += 1) await mailer.send(mail, { idempotencyKey, signal });
    expect(server.mails).toHaveLength(3);
    expect(server.connections()).toBe(3);
  });
});

describe("a refusal", () => {
  it.each([[[]], [["PIPELINING"]]])("of the recipient is final (extensions: %j)", async (extensions) => {
    const server = await scriptedServer({ rcpt: "550 5.1.1 no such user", extensions });
    await expect(send(server.url)).rejects.toMatchObject({
      name: "PermanentError",
      code: "recipient_rejected",
      reply: "550 5.1.1 no such user",
    });
    expect(server.mails).toHaveLength(0);
  });

  it.each([[[]], [["PIPELINING"]]])("of the recipient with 451 is for later (extensions: %j)", async (extensions) => {
    const server = await scriptedServer({ rcpt: "451 4.3.2 busy", extensions });
    await expect(send(server.url)).rejects.toMatchObject({ name: "RetryableError", code: "smtp_deferred" });
  });

  it("of the session with 421 means that the server is out of reach", async () => {
    const server = await scriptedServer({ banner: "421 4.3.2 closing" });
    await expect(send(server.url)).rejects.toMatchObject({ code: "smtp_unavailable", ambiguous: false });
  });

  it("after DATA is final and not ambiguous", async () => {
    const server = await scriptedServer({ dot: ["554 5.7.1 looks like spam"] });
    await expect(send(server.url)).rejects.toMatchObject({ name: "PermanentError", code: "message_rejected" });
  });

  it("after DATA with 451 is for later and not ambiguous", async () => {
    const server = await scriptedServer({ dot: ["451 4.3.2 busy"] });
    await expect(send(server.url)).rejects.toMatchObject({ code: "smtp_deferred", ambiguous: false });
  });
});

describe("a failure of the line", () => {
  it("before anything was said is a server out of reach", async () => {
    const server = await scriptedServer();
    await server.close();
    await expect(send(server.url)).rejects.toMatchObject({ code: "smtp_unavailable", ambiguous: false });
  });

  it("between the dot and the answer leaves the delivery unknown", async () => {
    const server = await scriptedServer({ dot: ["drop"] });
    await expect(send(server.url)).rejects.toMatchObject({ code: "delivery_unknown", ambiguous: true });
    expect(server.mails).toHaveLength(1);
  });

  it("between the dot and the answer is not repaired by a second copy, not even on a kept connection", async () => {
    const server = await scriptedServer({ dot: ["250 Ok", "drop"] });
    const mailer = createMailer({ smtpUrl: server.url, from: "orders@redeliver.example" });
    const signal = new AbortController().signal;
    await mailer.send(mail, { idempotencyKey, signal });
    await expect(mailer.send(mail, { idempotencyKey, signal })).rejects.toMatchObject({ ambiguous: true });
    expect(server.mails).toHaveLength(2);
  });

  it("that shows as silence ends with the budget of its stage", async () => {
    const server = await scriptedServer({ dot: ["hang"] });
    await expect(send(server.url, { afterDotMilliseconds: 60 })).rejects.toMatchObject({
      code: "delivery_unknown",
      ambiguous: true,
    });
    const mute = await scriptedServer({ banner: "220-not yet" });
    await expect(send(mute.url, { commandMilliseconds: 60 })).rejects.toMatchObject({
      code: "smtp_unavailable",
      ambiguous: false,
    });
  });

  it("gives the server more time after the dot than for a command", async () => {
    const server = await scriptedServer({ dot: ["hang"] });
    const begun = Date.now();
    await expect(send(server.url, { commandMilliseconds: 50, afterDotMilliseconds: 200 })).rejects.toMatchObject({
      ambiguous: true,
    });
    expect(Date.now() - begun).toBeGreaterThanOrEqual(190);
  });
});

describe("a drain", () => {
  it("opens no conversation for a mail that has not begun", async () => {
    const server = await scriptedServer();
    await expect(send(server.url, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "smtp_unavailable",
      message: "interrupted before sending",
    });
    expect(server.connections()).toBe(0);
  });

  it("drops a conversation before DATA", async () => {
    const server = await scriptedServer({ rcpt: "250-not done" });
    const drain = new AbortController();
    const sending = send(server.url, { signal: drain.signal });
    sending.catch(() => undefined);
    await eventually(() => server.heard.some((line) => line.startsWith("RCPT")));
    drain.abort();
    await expect(sending).rejects.toMatchObject({ code: "smtp_unavailable", ambiguous: false });
    expect(server.mails).toHaveLength(0);
  });

  it("waits for the answer once the dot is out", async () => {
    const server = await scriptedServer({ dot: ["hang"] });
    const drain = new AbortController();
    const sending = send(server.url, { signal: drain.signal, afterDotMilliseconds: 300 });
    sending.catch(() => undefined);
    await eventually(() => server.mails.length === 1);
    drain.abort();
    await expect(sending).rejects.toMatchObject({ code: "delivery_unknown", ambiguous: true });
  });
});

describe("an attempt to inject", () => {
  it.each([
    ["a line break in the name", { to: { name: "Ada\r\nBcc: eve@example.com", address: "ada@example.com" } }],
    ["a line break in the subject", { subject: "Hi\r\nBcc: eve@example.com\r\n\r\nbody" }],
    [
      "an encoded word in the name",
      { to: { name: "=?utf-8?B?DQpCY2M6IGV2ZUBleGFtcGxlLmNvbQ==?=", address: "ada@example.com" } },
    ],
    ["an encoded word in the subject", { subject: "=?utf-8?Q?x=0D=0ABcc:_eve@example.com?=" }],
    ["a second address in the name", { to: { name: 'Ada" <eve@example.com>, "', address: "ada@example.com" } }],
    ["a dot line in the text", { text: "a\r\n.\r\nMAIL FROM:<eve@example.com>\r\nRCPT TO:<eve@example.com>\r\n" }],
    ["a bare CR dot line in the text", { text: "a\r.\rRCPT TO:<eve@example.com>\r" }],
  ])("through %s reaches one recipient and adds no header", async (_how, change) => {
    const server = await scriptedServer();
    await send(server.url, { mail: { ...mail, ...change } });
    expect(server.heard.filter((line) => line.startsWith("RCPT"))).toEqual(["RCPT TO:<ada@example.com>"]);
    expect(server.mails).toHaveLength(1);
    expect(headerNames(server.mails[0] ?? "")).toEqual(expectedHeaders);
  });

  it("through the address is refused before a recipient is named", async () => {
    const server = await scriptedServer();
    const to = { name: "Ada", address: "ada@example.com>\r\nRCPT TO:<eve@example.com" };
    await expect(send(server.url, { mail: { ...mail, to } })).rejects.toMatchObject({ code: "recipient_rejected" });
    expect(server.heard.filter((line) => line.startsWith("RCPT"))).toEqual([]);
  });
});

const expectedHeaders = [
  "auto-submitted",
  "content-type",
  "date",
  "from",
  "message-id",
  "mime-version",
  "subject",
  "to",
  "x-redeliver-idempotency-key",
];

const headerNames = (raw: string): string[] =>
  (raw.split("\r\n\r\n")[0] ?? "")
    .split("\r\n")
    .filter((line) => !/^[ \t]/.test(line))
    .map((line) => (line.split(":")[0] ?? "").toLowerCase())
    .sort();

it("needs exactly one sender", () => {
  expect(() => createMailer({ smtpUrl: "smtp://127.0.0.1", from: "nobody" })).toThrow("MAIL_FROM");
  expect(() => createMailer({ smtpUrl: "smtp://127.0.0.1", from: "a@b.example, c@d.example" })).toThrow("MAIL_FROM");
});
