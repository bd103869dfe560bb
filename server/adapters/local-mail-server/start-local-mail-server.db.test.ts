import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import {
  type LocalMailServer,
  type LocalMailServerOptions,
  startLocalMailServer,
} from "#server/adapters/local-mail-server/start-local-mail-server.ts";
import { createMailer } from "#server/adapters/mail/create-mailer.ts";
import { RetryableError } from "#server/delivery/handlers/outcomes.ts";
import { testDatabase } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";

const pool = await testDatabase();

const servers: LocalMailServer[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) await server.stop();
});

async function startServer(options: Partial<LocalMailServerOptions> = {}): Promise<LocalMailServer> {
  const server = await startLocalMailServer({ db: pool, port: 0, drainMilliseconds: 500, ...options });
  servers.push(server);
  return server;
}

/** Sends one order mail with our own mailer, as the handler does. */
function mailTo(
  server: LocalMailServer,
  address: string,
  options: { key?: string; afterDotMilliseconds?: number } = {},
) {
  const mailer = createMailer({
    smtpUrl: `smtp://127.0.0.1:${server.port}`,
    from: "Redeliver store <orders@redeliver.example>",
    afterDotMilliseconds: options.afterDotMilliseconds ?? 5_000,
  });
  const mail = {
    to: { name: "Ada", address },
    subject: "Ünïcode <b>",
    html: "<p>Hello <b>Ada</b></p>",
    text: "Hello Ada",
  };
  const idempotencyKey = options.key ?? randomUUID();
  return mailer.send(mail, { idempotencyKey, signal: new AbortController().signal });
}

const copiesOf = async (recipient: string) => {
  const { rows } = await pool.query<{ id: string; message_id: string; subject: string; html: string; raw: string }>(
    "select id, message_id, subject, html, raw from captured_mail where recipient = $1 order by id",
    [recipient],
  );
  return rows;
};

const someone = (tag = "") => `${tag}${randomUUID().slice(0, 8)}@example.com`;

describe("an ordinary recipient", () => {
  it("has the mail in the inbox before the 250 is sent", async () => {
    const server = await startServer();
    const ada = someone();
    const receipt = await mailTo(server, ada);
    const [copy] = await copiesOf(ada);
    expect(receipt).toEqual({ reply: `250 2.0.0 Ok: queued as ${copy?.id}`, providerMessageId: copy?.id });
    expect(copy).toMatchObject({ subject: "Ünïcode <b>" });
    expect(copy?.html).toContain("<p>Hello <b>Ada</b></p>");
    expect(copy?.raw).toContain("X-Redeliver-Idempotency-Key: ");
  });

  it("replies 451 when the mail could not be stored", async () => {
    const server = await startServer({
      db: { query: () => Promise.reject(new Error("the database is down")) } as never,
    });
    await expect(mailTo(server, someone())).rejects.toMatchObject({ code: "smtp_deferred", ambiguous: false });
  });
});

describe("scripted failures", () => {
  it("bounce+ is refused with 550 and nothing is stored", async () => {
    const server = await startServer();
    const ada = someone("bounce+");
    await expect(mailTo(server, ada)).rejects.toMatchObject({
      name: "PermanentError",
      code: "recipient_rejected",
      reply: expect.stringContaining("550 5.1.1"),
    });
    expect(await copiesOf(ada)).toEqual([]);
  });

  it("busy3+ replies 451 three times to each mail, then accepts it", async () => {
    const server = await startServer();
    const ada = someone("busy3+");
    for (const key of [randomUUID(), randomUUID()]) {
      for (let time = 0; time < 3; time += 1) {
        await expect(mailTo(server, ada, { key })).rejects.toMatchObject({
          code: "smtp_deferred",
          reply: expect.stringContaining("451 4.3.2"),
        });
      }
      await mailTo(server, ada, { key });
    }
    expect(await copiesOf(ada)).toHaveLength(2);
  });

  it("busy3+ continues its count after a restart", async () => {
    const ada = someone("busy3+");
    const key = randomUUID();
    const first = await startServer();
    for (let time = 0; time < 2; time += 1) {
      await expect(mailTo(first, ada, { key })).rejects.toMatchObject({ code: "smtp_deferred" });
    }
    await first.stop();
    const second = await startServer();
    await expect(mailTo(second, ada, { key })).rejects.toMatchObject({ code: "smtp_deferred" });
    await mailTo(second, ada, { key });
    expect(await copiesOf(ada)).toHaveLength(1);
  });

  it("busy2+ counts two concurrent copies one after the other", async () => {
    const server = await startServer();
    const ada = someone("busy2+");
    const key = randomUUID();
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => mailTo(server, ada, { key })));
    expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(2);
    expect(await copiesOf(ada)).toHaveLength(4);
  });

  it("drop+ stores the mail and closes the connection before the 250, once: two copies, one Message-ID", async () => {
    const server = await startServer();
    const ada = someone("drop+");
    const key = randomUUID();
    await expect(mailTo(server, ada, { key })).rejects.toMatchObject({ code: "delivery_unknown", ambiguous: true });
    expect(await copiesOf(ada)).toHaveLength(1);
    await mailTo(server, ada, { key });
    const copies = await copiesOf(ada);
    expect(copies.map((copy) => copy.message_id)).toEqual(Array(2).fill(`<${key}@redeliver.example>`));
  });

  it("hang+ delays its reply after the dot, then accepts the mail", async () => {
    const server = await startServer({ hangMilliseconds: 150 });
    const ada = someone("hang+");
    const sending = mailTo(server, ada);
    await sending;
    expect(await copiesOf(ada)).toHaveLength(1);
  });

  it("hang+ is ambiguous for a client with a shorter time limit, and still stores the mail", async () => {
    const server = await startServer({ hangMilliseconds: 300 });
    const ada = someone("hang+");
    await expect(mailTo(server, ada, { afterDotMilliseconds: 50 })).rejects.toMatchObject({ ambiguous: true });
    await eventually(async () => (await copiesOf(ada)).length === 1);
  });
});

/** A client that sends raw bytes and collects the replies. */
async function rawClient(server: LocalMailServer) {
  const socket = connect(server.port, "127.0.0.1");
  sockets.push(socket);
  let heard = "";
  socket.on("data", (chunk) => {
    heard += chunk.toString("latin1");
  });
  socket.on("error", () => undefined);
  await once(socket, "connect");
  const hears = (pattern: RegExp) => eventually(() => pattern.test(heard));
  return { socket, hears, heard: () => heard, say: (text: string) => socket.write(text) };
}

const aMail = (messageId: string, body = "Hello") =>
  `Message-ID: <${messageId}>\r\nSubject: raw\r\n\r\n${body}\r\n.\r\n`;

describe("several recipients", () => {
  it("get a copy each, under one Message-ID", async () => {
    const server = await startServer();
    const [ada, bob] = [someone(), someone()];
    const client = await rawClient(server);
    await client.hears(/^220 /);
    client.say(`EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<${ada}>\r\nRCPT TO:<${bob}>\r\nDATA\r\n`);
    await client.hears(/^354 /m);
    client.say(aMail("two@x"));
    await client.hears(/^250 2\.0\.0 Ok: queued/m);
    for (const recipient of [ada, bob]) expect(await copiesOf(recipient)).toMatchObject([{ message_id: "<two@x>" }]);
  });

  it("are all deferred when one of them is busy, so that none gets a second copy later", async () => {
    const server = await startServer();
    const [ada, busy] = [someone(), someone("busy1+")];
    const client = await rawClient(server);
    await client.hears(/^220 /);
    const envelope = `MAIL FROM:<a@b.example>\r\nRCPT TO:<${ada}>\r\nRCPT TO:<${busy}>\r\nDATA\r\n`;
    client.say(`EHLO x\r\n${envelope}`);
    await client.hears(/^354 /m);
    client.say(aMail("busy@x"));
    await client.hears(/^451 4\.3\.2/m);
    expect(await copiesOf(ada)).toEqual([]);
    client.say(envelope);
    await client.hears(/^354 [\s\S]*^354 /m);
    client.say(aMail("busy@x"));
    await client.hears(/^250 2\.0\.0 Ok: queued/m);
    expect(await copiesOf(ada)).toHaveLength(1);
    expect(await copiesOf(busy)).toHaveLength(1);
  });
});

describe("hostile input", () => {
  it("a mail of more than 1 MB is refused and not stored", async () => {
    const server = await startServer();
    const ada = someone();
    const client = await rawClient(server);
    await client.hears(/^220 /);
    client.say(`EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<${ada}>\r\nDATA\r\n`);
    await client.hears(/^354 /m);
    client.say(aMail("large@x", "line\r\n".repeat(200_000)));
    await client.hears(/^552 5\.3\.4/m);
    expect(await copiesOf(ada)).toEqual([]);
  });

  it("a mail with any bytes is stored: NUL, lone surrogates, broken encodings", async () => {
    const server = await startServer();
    const ada = someone();
    const client = await rawClient(server);
    await client.hears(/^220 /);
    client.say(`EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<${ada}>\r\nDATA\r\n`);
    await client.hears(/^354 /m);
    const headers =
      "Subject: =?utf-16?B?2AA=?= \u0000\r\nX-\u0000: \u0000\r\nContent-Type: text/html; charset=utf-16le\r\n";
    client.socket.write(Buffer.from(`${headers}\r\n\u0000\u00d8<p>\u0000\u00ff\r\n.\r\n`, "latin1"));
    await client.hears(/^250 2\.0\.0 Ok: queued/m);
    expect(await copiesOf(ada)).toHaveLength(1);
  });

  it("garbage, endless lines, and half-open or aborted sessions do not affect other clients", async () => {
    const server = await startServer();
    const clients = await Promise.all(Array.from({ length: 6 }, () => rawClient(server)));
    const [garbage, endless, halfOpen, halfTold, http, reset] = clients;
    garbage?.socket.write(Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 7919) % 256)));
    endless?.socket.write("x".repeat(2 * 1_048_576));
    halfOpen?.socket.end();
    await halfTold?.hears(/^220 /);
    halfTold?.say(`EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<${someone()}>\r\nDATA\r\n`);
    await halfTold?.hears(/^354 /m);
    halfTold?.say("Subject: never en");
    halfTold?.socket.destroy();
    http?.say("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    reset?.socket.resetAndDestroy();

    const ada = someone();
    await expect(mailTo(server, ada)).resolves.toMatchObject({ reply: expect.stringContaining("250") });
    expect(await copiesOf(ada)).toHaveLength(1);
  });
});

describe("stopping", () => {
  it("replies at once to a mail whose dot was received", async () => {
    const server = await startServer({ hangMilliseconds: 60_000, drainMilliseconds: 5_000 });
    const ada = someone("hang+");
    const client = await rawClient(server);
    await client.hears(/^220 /);
    client.say(`EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<${ada}>\r\nDATA\r\n`);
    await client.hears(/^354 /m);
    client.say(aMail("hang@x"));
    // The server has read the dot when a second client gets its greeting.
    await rawClient(server).then((other) => other.hears(/^220 /));
    await server.stop();
    await client.hears(/^250 2\.0\.0 Ok: queued/m);
    expect(await copiesOf(ada)).toHaveLength(1);
  });

  it("closes idle connections at once", async () => {
    const server = await startServer({ drainMilliseconds: 5_000 });
    const client = await rawClient(server);
    await client.hears(/^220 /);
    const begun = Date.now();
    await Promise.all([server.stop(), once(client.socket, "close")]);
    expect(client.heard()).toMatch(/^421 4\.3\.2/m);
    expect(Date.now() - begun).toBeLessThan(2_000);
    await expect(mailTo(server, someone())).rejects.toBeInstanceOf(RetryableError);
  });
});
