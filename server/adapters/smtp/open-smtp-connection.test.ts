import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { describe, expect, it, onTestFinished } from "vitest";
import { openSmtpConnection } from "#server/adapters/smtp/open-smtp-connection.ts";
import { readSmtpUrl, type SmtpServer } from "#server/platform/env/read-smtp-url.ts";
import { protocolViolations } from "#server/testing/smtp/protocol-violations.ts";
import { startHostileServer } from "#server/testing/smtp/start-hostile-server.ts";

const { signal } = new AbortController();

async function honestServer(options: SMTPServerOptions = {}) {
  const accounts: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    onAuth({ username, password, validatePassword, method }, _session, callback) {
      accounts.push(`${method} ${username}`);
      const isRight = method === "CRAM-MD5" ? validatePassword("p:w") : password === "p:w";
      callback(isRight ? null : new Error("wrong password"), { user: username });
    },
    ...options,
  });
  server.on("error", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  onTestFinished(() => new Promise<void>((resolve) => server.close(resolve)));
  const { port } = server.server.address() as AddressInfo;
  const place = (url: string): SmtpServer => ({ ...readSmtpUrl(url), port });
  return { accounts, place };
}

async function open(server: SmtpServer) {
  const connection = await openSmtpConnection(server, 2_000, signal, () => {});
  onTestFinished(() => connection.channel.fail(new Error("the test is over")));
  return connection;
}

describe("a session", () => {
  it("uses STARTTLS where it is offered, and then logs in", async () => {
    const { place, accounts } = await honestServer({ authMethods: ["PLAIN"] });
    const { extensions } = await open(place("smtp://ada:p%3Aw@localhost"));
    expect(extensions).toMatchObject({ startTls: false, pipelining: true, auth: ["PLAIN"] });
    expect(accounts).toEqual(["PLAIN ada"]);
  });

  it("can use TLS from the first byte", async () => {
    const { place } = await honestServer({ secure: true });
    await expect(open(place("smtps://localhost"))).resolves.toMatchObject({ extensions: { startTls: false } });
  });

  it.each(["LOGIN", "CRAM-MD5"])("logs in by %s", async (method) => {
    const { place, accounts } = await honestServer({ authMethods: [method] });
    await open(place("smtp://ada:p%3Aw@localhost"));
    expect(accounts).toEqual([`${method} ada`]);
  });

  it("fails as unavailable when the login is refused", async () => {
    const { place } = await honestServer();
    await expect(open(place("smtp://ada:wrong@localhost"))).rejects.toMatchObject({ code: "smtp_unavailable" });
  });

  it("is refused with an untrusted certificate", async () => {
    for (const url of ["smtp://localhost", "smtps://localhost"]) {
      const { place } = await honestServer({ secure: url.startsWith("smtps") });
      const opening = open({ ...place(url), verifyCertificate: true });
      await expect(opening).rejects.toMatchObject({ code: "smtp_unavailable", ambiguous: false });
    }
  });

  it("is refused where TLS is required and not offered", async () => {
    const { place, accounts } = await honestServer({ disabledCommands: ["STARTTLS"], allowInsecureAuth: true });
    const opening = open({ ...place("smtp://ada:p%3Aw@localhost"), requireTls: true });
    await expect(opening).rejects.toMatchObject({ code: "smtp_unavailable" });
    expect(accounts).toEqual([]);
  });

  it("uses HELO where the server does not know EHLO", async () => {
    const { place } = await honestServer({ disabledCommands: ["EHLO"] });
    await expect(open(place("smtp://localhost"))).resolves.toMatchObject({ extensions: { pipelining: false } });
  });
});

describe("bytes before TLS", () => {
  it.each([
    ["a whole reply", "250-injected\r\n250 AUTH PLAIN\r\n"],
    ["the beginning of one", "250-injec"],
  ])("is not read as if it came through it: %s after the answer to STARTTLS", async (_what, injected) => {
    const server = await startHostileServer({
      what: "STARTTLS injection",
      extensions: ["STARTTLS"],
      answer: ({ moment, reply, socket }) => void socket.write(moment === "STARTTLS" ? reply + injected : reply),
    });
    onTestFinished(server.close);
    const opening = open(readSmtpUrl(server.url));
    await expect(opening).rejects.toMatchObject({
      code: "smtp_unavailable",
      message: expect.stringContaining("unexpected data"),
    });
  });
});

describe("a failed session", () => {
  const greetings = ["500 5.5.1 no\r\n", "250 ok\r\n", "421 4.3.2 later\r\n", "hello\r\n", "220-only half\r\n"];
  it.each(greetings)("because of the greeting %j is retryable", async (greeting) => {
    const server = createServer((socket: Socket) => {
      socket.on("error", () => undefined);
      socket.end(greeting);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const opening = open(readSmtpUrl(`smtp://127.0.0.1:${port}`));
    await expect(opening).rejects.toMatchObject({ code: "smtp_unavailable", ambiguous: false });
  });

  it("names the cause, also when none of a host's addresses answers", async () => {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const message = expect.stringContaining("ECONNREFUSED");
    for (const host of ["127.0.0.1", "localhost"]) {
      await expect(open(readSmtpUrl(`smtp://${host}:${port}`))).rejects.toMatchObject({ message });
    }
  });

  it("reports a protocol violation to the connection pool", async () => {
    const violation = protocolViolations.find(({ what }) => what === "a surplus line before the greeting");
    if (!violation) throw new Error("the violation is missing");
    const server = await startHostileServer(violation);
    onTestFinished(server.close);
    let breaches = 0;
    const opening = openSmtpConnection(readSmtpUrl(server.url), 2_000, signal, () => {
      breaches += 1;
    });
    await expect(opening).rejects.toMatchObject({ code: "smtp_unavailable" });
    expect(breaches).toBe(1);
  });
});
