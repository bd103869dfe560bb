import { createHmac } from "node:crypto";
import type { SmtpChannel } from "#server/adapters/smtp/smtp-channel.ts";
import { refused } from "#server/adapters/smtp/smtp-error.ts";

type Credentials = { user: string; pass: string };

const base64 = (text: string) => Buffer.from(text, "utf8").toString("base64");

/** Logs in by the first of PLAIN, LOGIN and CRAM-MD5 that is offered, or by PLAIN. */
export async function logInOverSmtp(
  channel: SmtpChannel,
  { user, pass }: Credentials,
  offered: readonly string[],
  milliseconds: number,
): Promise<void> {
  const method = ["PLAIN", "LOGIN", "CRAM-MD5"].find((name) => offered.includes(name)) ?? "PLAIN";
  const command = `AUTH ${method}`;
  const ask = async (line: string, wanted: number) => {
    const reply = await channel.ask(line, milliseconds);
    // RFC 4954 requires 235; some servers send another 2xx.
    if (reply.code !== wanted && !(wanted === 235 && reply.code < 300)) throw refused(command, reply);
    return reply.text;
  };
  if (method === "PLAIN") await ask(`${command} ${base64(`\0${user}\0${pass}`)}`, 235);
  if (method === "LOGIN") {
    await ask(command, 334);
    await ask(base64(user), 334);
    await ask(base64(pass), 235);
  }
  if (method === "CRAM-MD5") {
    const challenge = Buffer.from((await ask(command, 334)).slice(4), "base64");
    const digest = createHmac("md5", pass).update(challenge).digest("hex");
    await ask(base64(`${user} ${digest}`), 235);
  }
}
