import { createSign, generateKeyPairSync, randomBytes } from "node:crypto";

/** One element of DER: tag, length and content. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const bytes = body.length.toString(16).padStart(Math.ceil(body.length.toString(16).length / 2) * 2, "0");
  const length =
    body.length < 128
      ? Buffer.from([body.length])
      : Buffer.concat([Buffer.from([0x80 | (bytes.length / 2)]), Buffer.from(bytes, "hex")]);
  return Buffer.concat([Buffer.from([tag]), length, body]);
}

const sequence = (...parts: Buffer[]) => der(0x30, ...parts);
const oid = (hex: string) => der(0x06, Buffer.from(hex, "hex"));
const time = (year: number) => der(0x18, Buffer.from(`${year}0101000000Z`));
const ecdsaWithSha256 = sequence(oid("2a8648ce3d040302"));
const nameOf = (name: string) => sequence(der(0x31, sequence(oid("550403"), der(0x0c, Buffer.from(name)))));
const pem = (label: string, body: Buffer) =>
  // No empty line before the end: OpenSSL refuses it, and the length of a signature varies.
  `-----BEGIN ${label}-----\n${body
    .toString("base64")
    .match(/.{1,64}/g)
    ?.join("\n")}\n-----END ${label}-----\n`;

/** A self-signed certificate for `localhost` and 127.0.0.1, made for one run. */
export function selfSigned(): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const names = sequence(der(0x82, Buffer.from("localhost")), der(0x87, Buffer.from([127, 0, 0, 1])));
  const extensions = sequence(
    sequence(oid("551d11"), der(0x04, names)),
    sequence(oid("551d13"), der(0x04, sequence(der(0x01, Buffer.from([0xff]))))),
  );
  const serial = randomBytes(8);
  serial[0] = 0x01;
  const signed = sequence(
    ...[der(0xa0, der(0x02, Buffer.from([2]))), der(0x02, serial), ecdsaWithSha256, nameOf("localhost")],
    ...[sequence(time(2020), time(2120)), nameOf("localhost"), publicKey.export({ type: "spki", format: "der" })],
    der(0xa3, extensions),
  );
  const signature = createSign("sha256").update(signed).sign(privateKey);
  const cert = pem("CERTIFICATE", sequence(signed, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature)));
  return { key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(), cert };
}
