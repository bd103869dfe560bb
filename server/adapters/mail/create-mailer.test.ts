import { describe, expect, it, onTestFinished } from "vitest";
import { createMailer, type MailerOptions } from "#server/adapters/mail/create-mailer.ts";
import type { Mail } from "#server/delivery/handlers/ports.ts";
import { eventually } from "#server/testing/eventually.ts";
import { type Script, startScriptedServer } from "#server/testing/smtp/start-scripted-server.ts";

async function scriptedServer(script: Script = {}) {
  const server = await startScriptedServer(script);
  onTestFinished(server.close);
  return server;
}

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
  it("returns the server's reply and its queue id", async () => {
    const server = await scriptedServer();
    await expect(send(server.url)).resolves.toEqual({ reply: "250 2.0.0 Ok: queued as 4X", providerMessageId: "4X" });
    expect(server.heard).toContain("RCPT TO:<ada@example.com>");
  });

  it("has the same Message-ID and key for the same idempotency key", async () => {
    const server = await scriptedServer();
    await send(server.url);
    await send(server.url);
    for (const raw of server.mails) {
      expect(raw).toContain(`Message-ID: <${idempotencyKey}@redeliver.example>`);
      expect(raw).toContain(`X-Redeliver-Idempotency-Key: ${idempotencyKey}`);
    }
  });

  it("is sent with PIPELINING, too", async () => {
    const server = await scriptedServer({ extensions: ["PIPELINING", "SIZE 1000000"] });
    await expect(send(server.url)).resolves.toMatchObject({ providerMessageId: "4X" });
  });

  it("returns its connection for the next mail", async () => {
    const server = await scriptedServer();
    const mailer = createMailer({ smtpUrl: server.url, from: "orders@redeliver.example" });
    const signal = new AbortController().signal;
    for (let count = 0; count < 3; count += 1) await mailer.send(mail, { idempotencyKey, signal });
    expect(server.mails).toHaveLength(3);
    expect(server.connections()).toBe(1);
  });

  it("is composed in its own turn of the event loop", async () => {
    const mailer = createMailer({ smtpUrl: "smtp://127.0.0.1:1", from: "orders@redeliver.example" });
    let turns = 0;
    let turn = setImmediate(function next() {
      turns += 1;
      turn = setImmediate(next);
    });
    const composed = [1, 2, 3].map(async () => {
      await mailer.compose?.(mail, idempotencyKey);
      return turns;
    });
    const seen = await Promise.all(composed);
    clearImmediate(turn);
    expect(new Set(seen).size).toBe(3);
  });

  it.each([[[]], [["PIPELINING"]]])(
    "sends its body after beforeBody has resolved (extensions: %j)",
    async (extensions) => {
      const server = await scriptedServer({ extensions });
      const mailer = createMailer({ smtpUrl: server.url, from: "orders@redeliver.example" });
      const signal = new AbortController().signal;
      const admitted = Promise.withResolvers<void>();
      const sent = mailer.send(mail, { idempotencyKey, signal, beforeBody: () => admitted.promise });
      await eventually(() => server.heard.includes("DATA"));
      expect(server.mails).toHaveLength(0);
      expect(server.bodyBytes()).toBe(0);
      admitted.resolve();
      await expect(sent).resolves.toMatchObject({ providerMessageId: "4X" });
      expect(server.mails).toHaveLength(1);
    },
  );

  it.each([[[]], [["PIPELINING"]]])("sends no body where beforeBody rejects (extensions: %j)", async (extensions) => {
    const server = await scriptedServer({ extensions });
    const mailer = createMailer({ smtpUrl: server.url, from: "orders@redeliver.example" });
    const signal = new AbortController().signal;
    const unclaimed = new Error("not claimed");
    const refused = mailer.send(mail, { idempotencyKey, signal, beforeBody: () => Promise.reject(unclaimed) });
    await expect(refused).rejects.toBe(unclaimed);
    await eventually(() => server.closed() === 1);
    expect(server.mails).toHaveLength(0);
    expect(server.bodyBytes()).toBe(0);
    await mailer.send(mail, { idempotencyKey, signal });
    expect(server.mails).toHaveLength(1);
  });

  it("gives the connection to a mail that waits for the reply to RSET", async () => {
    const server = await scriptedServer();
    const mailer = createMailer({ smtpUrl: server.url, from: "orders@redeliver.example" });
    const signal = new AbortController().signal;
    const second = Promise.withResolvers<unknown>();
    const onAnswered = () => second.resolve(mailer.send(mail, { idempotencyKey, signal }));
    await mailer.send(mail, { idempotencyKey, signal, onAnswered });
    await second.promise;
    expect(server.mails).toHaveLength(2);
    expect(server.connections()).toBe(1);
  });

  it("uses a new connection when the server has closed the idle one", async () => {
    const server = await scriptedServer({ oneMailPerConnection: true });
    const mailer = createMailer({ smtpUrl: server.url, from: "orders@redeliver.example" });
    const signal = new AbortController().signal;
    for (let count = 0; count < 3; count += 1) await mailer.send(mail, { idempotencyKey, signal });
    expect(server.mails).toHaveLength(3);
    expect(server.connections()).toBe(3);
  });
});

describe("a server that answers out of turn", () => {
  const surplusAfterFirst = ["250 2.0.0 Ok: queued as 1\r\n250 ok", "250 2.0.0 Ok: queued as 2", "554 5.7.1 refused"];

  it("keeps the reply to the dot, and uses one connection per mail from then on", async () => {
    const server = await scriptedServer({ dot: surplusAfterFirst });
    const mailer = createMailer({ smtpUrl: server.url, from: "orders@redeliver.example" });
    const signal = new AbortController().signal;
    const first = await mailer.send(mail, { idempotencyKey, signal });
    const second = await mailer.send(mail, { idempotencyKey, signal });
    expect([first.reply, second.reply]).toEqual(["250 2.0.0 Ok: queued as 1", "250 2.0.0 Ok: queued as 2"]);
    await expect(mailer.send(mail, { idempotencyKey, signal })).rejects.toMatchObject({ code: "message_rejected" });
    expect(server.connections()).toBe(3);
  });

  it.each([[[]], [["PIPELINING"]]])("gets no body without 354 (extensions: %j)", async (extensions) => {
    const server = await scriptedServer({ data: "250 Ok", extensions });
    await expect(send(server.url)).rejects.toMatchObject({ code: "smtp_unavailable", ambiguous: false });
    expect(server.mails).toHaveLength(0);
  });

  it("is ambiguous when it accepts a mail and then refuses it", async () => {
    const server = await scriptedServer({ dot: ["250 ok\r\n554 5.7.1 refused"] });
    await expect(send(server.url)).rejects.toMatchObject({ code: "delivery_unknown", ambiguous: true });
  });

  it("fails the mail when a reply arrives just before the final dot", async () => {
    const server = await scriptedServer({ afterData: "250 ok" });
    const said = Promise.withResolvers<void>();
    const sending = createMailer({ smtpUrl: server.url, from: "orders@redeliver.example" }).send(mail, {
      idempotencyKey,
      signal: new AbortController().signal,
      beforeLastByte: () => said.promise,
    });
    sending.catch(() => undefined);
    await eventually(() => server.closed() === 1);
    said.resolve();
    await expect(sending).rejects.toMatchObject({ code: "smtp_unavailable", ambiguous: false });
    expect(server.mails).toHaveLength(0);
  });
});

describe("a refusal", () => {
  it.each([[[]], [["PIPELINING"]]])("of the recipient is permanent (extensions: %j)", async (extensions) => {
    const server = await scriptedServer({ rcpt: "550 5.1.1 no such user", extensions });
    await expect(send(server.url)).rejects.toMatchObject({
      name: "PermanentError",
      code: "recipient_rejected",
      reply: "550 5.1.1 no such user",
    });
    expect(server.mails).toHaveLength(0);
  });

  it.each([[[]], [["PIPELINING"]]])("of the recipient with 451 is retryable (extensions: %j)", async (extensions) => {
    const server = await scriptedServer({ rcpt: "451 4.3.2 busy", extensions });
    await expect(send(server.url)).rejects.toMatchObject({ name: "RetryableError", code: "smtp_deferred" });
  });

  it("of the session with 421 is an unavailable server", async () => {
    const server = await scriptedServer({ banner: "421 4.3.2 closing" });
    await expect(send(server.url)).rejects.toMatchObject({ code: "smtp_unavailable", ambiguous: false });
  });

  it("after DATA is permanent and not ambiguous", async () => {
    const server = await scriptedServer({ dot: ["554 5.7.1 looks like spam"] });
    await expect(send(server.url)).rejects.toMatchObject({ name: "PermanentError", code: "message_rejected" });
  });

  it("after DATA with 451 is retryable and not ambiguous", async () => {
    const server = await scriptedServer({ dot: ["451 4.3.2 busy"] });
    await expect(send(server.url)).rejects.toMatchObject({ code: "smtp_deferred", ambiguous: false });
  });
});

describe("a failure of the line", () => {
  it("before the greeting is an unavailable server", async () => {
    const server = await scriptedServer();
    await server.close();
    await expect(send(server.url)).rejects.toMatchObject({ code: "smtp_unavailable", ambiguous: false });
  });

  it("between the dot and the reply is ambiguous", async () => {
    const server = await scriptedServer({ dot: ["drop"] });
    await expect(send(server.url)).rejects.toMatchObject({ code: "delivery_unknown", ambiguous: true });
    expect(server.mails).toHaveLength(1);
  });

  it("between the dot and the reply is not repeated by itself, not even on an idle connection", async () => {
    const server = await scriptedServer({ dot: ["250 Ok", "drop"] });
    const mailer = createMailer({ smtpUrl: server.url, from: "orders@redeliver.example" });
    const signal = new AbortController().signal;
    await mailer.send(mail, { idempotencyKey, signal });
    await expect(mailer.send(mail, { idempotencyKey, signal })).rejects.toMatchObject({ ambiguous: true });
    expect(server.mails).toHaveLength(2);
  });

  it("without a reply ends with the time limit of its stage", async () => {
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
    await expect(send(server.url, { commandMilliseconds: 1_000, afterDotMilliseconds: 1_200 })).rejects.toMatchObject({
      ambiguous: true,
    });
    expect(Date.now() - begun).toBeGreaterThanOrEqual(1_190);
  });
});

it("uses a new connection where the sender is refused on an idle one", async () => {
  const server = await scriptedServer({ secondMail: "452 4.5.3 too many mails in this session" });
  const mailer = createMailer({ smtpUrl: server.url, from: "orders@redeliver.example" });
  const signal = new AbortController().signal;
  for (let count = 0; count < 2; count += 1) await mailer.send(mail, { idempotencyKey, signal });
  expect(server.connections()).toBe(2);
});

describe("a drain", () => {
  it("opens no session for a mail that has not started", async () => {
    const server = await scriptedServer();
    await expect(send(server.url, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "smtp_unavailable",
      message: "interrupted before sending",
    });
    expect(server.connections()).toBe(0);
  });

  it("closes a session before DATA", async () => {
    const server = await scriptedServer({ rcpt: "250-not done" });
    const drain = new AbortController();
    const sending = send(server.url, { signal: drain.signal });
    sending.catch(() => undefined);
    await eventually(() => server.heard.some((line) => line.startsWith("RCPT")));
    drain.abort();
    await expect(sending).rejects.toMatchObject({ code: "smtp_unavailable", ambiguous: false });
    expect(server.mails).toHaveLength(0);
  });

  it("waits for the reply after the dot", async () => {
    const server = await scriptedServer({ dot: ["hang"] });
    const drain = new AbortController();
    const sending = send(server.url, { signal: drain.signal, afterDotMilliseconds: 300 });
    sending.catch(() => undefined);
    await eventually(() => server.mails.length === 1);
    drain.abort();
    await expect(sending).rejects.toMatchObject({ code: "delivery_unknown", ambiguous: true });
  });
});

it("needs exactly one sender", () => {
  expect(() => createMailer({ smtpUrl: "smtp://127.0.0.1", from: "no-address" })).toThrow("MAIL_FROM");
  expect(() => createMailer({ smtpUrl: "smtp://127.0.0.1", from: "a@b.example, c@d.example" })).toThrow("MAIL_FROM");
});
