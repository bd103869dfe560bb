import { BlockList, isIP, isIPv6 } from "node:net";
import * as z from "zod";
import { emailAddress } from "#server/contracts/email-address.ts";
import { scopeDto, scopeNames } from "#server/contracts/identity/access.ts";
import { crashPoints } from "#server/platform/env/crash-points.ts";
import { demoSettings } from "#server/platform/env/demo-mode.ts";
import { findSmtpFault } from "#server/platform/env/read-smtp-url.ts";
import { requireDatabaseTls, sslModes } from "#server/platform/env/require-database-tls.ts";

export const demoSetting = z
  .enum(["0", "1", "false", "true", "public"], { error: "must be 0, 1 or public" })
  .transform((value) => demoSettings[value]);

export const postgresUrl = z
  .string()
  .refine((value) => URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol), {
    error: "must be a PostgreSQL URL, such as postgresql://user:secret@db.example.com:5432/redeliver",
    abort: true,
  })
  .refine((value) => sslModes.includes(new URL(value).searchParams.get("sslmode") ?? "disable"), {
    error: `must have one of these as its sslmode: ${sslModes.join(", ")}`,
    abort: true,
  })
  .transform(requireDatabaseTls);

export const smtpUrl = z
  .string()
  .refine((value) => URL.canParse(value) && /^smtps?:$/.test(new URL(value).protocol), {
    error: "must be an SMTP URL, such as smtp://user:secret@mail.example.com:587",
    abort: true,
  })
  .superRefine((value, context) => {
    const fault = findSmtpFault(value);
    if (fault !== null) context.addIssue(fault);
  });

export const httpUrl = z.string().refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), {
  error: "must be an http or https URL",
});

/** The key of webhook signatures: `whsec_` and base64, or any other text. */
export const webhookSecret = z
  .string()
  .min(16, "must have at least 16 characters: the receiver checks the signature with it")
  .refine((value) => !value.startsWith("whsec_") || Buffer.from(value.slice("whsec_".length), "base64").length > 0, {
    error: "must be whsec_ and base64, or a text without this prefix",
  });

/** A URI as RFC 9116 requires; a plain e-mail address becomes a mailto URL. */
export const securityContact = z.string().transform((value, context) => {
  if (emailAddress.safeParse(value).success) return `mailto:${value}`;
  if (URL.canParse(value) && /^(https|mailto|tel):$/.test(new URL(value).protocol) && !/\s/.test(value)) return value;
  context.addIssue("must be an e-mail address, or an https, mailto or tel URL");
  return z.NEVER;
});

/** A number from `least` to `most`, both included. `noun` starts its error, as in "a number of seconds". */
export function number(least: number, most: number, noun = "a number") {
  const error = `must be ${noun} from ${least} to ${most}`;
  return z.coerce.number({ error }).min(least, error).max(most, error);
}

/** The same without fractions. */
export const whole = (least: number, most: number, noun = "a whole number") =>
  number(least, most, noun).int(`must be ${noun} from ${least} to ${most}`);

const portError = "must be a port between 1 and 65535";
export const port = z.coerce.number({ error: portError }).int(portError).min(1, portError).max(65535, portError);
export const days = number(1, 36_500, "a number of days");

export const trustedProxies = z.string().transform((value, context) => {
  const proxies = new BlockList();
  for (const entry of value.split(",").map((part) => part.trim())) {
    const [address = "", bits] = entry.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    const size = bits === undefined ? (family === "ipv6" ? 128 : 32) : Number(bits);
    if (!isIP(address) || !Number.isInteger(size) || size < 0 || size > (family === "ipv6" ? 128 : 32)) {
      context.addIssue("must be addresses or networks, such as 10.0.0.0/8,192.0.2.7");
      return z.NEVER;
    }
    proxies.addSubnet(address, size, family);
  }
  return proxies;
});

export const tokenScopes = z.string().transform((value, context) => {
  const scopes = z.array(scopeDto).safeParse(value.split(",").map((part) => part.trim()));
  if (scopes.success) return scopes.data;
  context.addIssue(`must be actions with commas between them, of ${scopeNames.join(", ")}`);
  return z.NEVER;
});

/** `5/60`: a burst of five, and one more every 60 s; or `off`. */
export const bucket = z.string().transform((value, context) => {
  if (value === "off") return value;
  const [, burst, seconds] = /^(\d{1,6})\/(\d{1,6}(?:\.\d{1,3})?)$/.exec(value) ?? [];
  const parsed = { burst: Number(burst), seconds: Number(seconds) };
  if (parsed.burst >= 1 && parsed.seconds > 0) return parsed;
  context.addIssue("must be off, or how many at once and the seconds until one more, such as 5/60");
  return z.NEVER;
});

export const crashAt = z.string().transform((value, context) => {
  const [text = "", nth = "1"] = value.split(":");
  const name = crashPoints.find((point) => point === text);
  if (name && /^[1-9]\d{0,5}$/.test(nth)) return { name, nth: Number(nth) };
  context.addIssue(`must be name:nth, such as relay.claimed:2, with a name of ${crashPoints.join(", ")}`);
  return z.NEVER;
});

/** `name=value,name=value`, each value percent-encoded, as OpenTelemetry writes headers and attributes. */
export const pairs = (example: string) =>
  z.string().transform((value, context) => {
    const entries = value.split(",").map((pair) => /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(pair));
    try {
      if (entries.every((entry) => entry !== null)) {
        return Object.fromEntries(entries.map(([, name = "", text = ""]) => [name, decodeURIComponent(text)]));
      }
    } catch {
      // Invalid percent-encoding: reported below.
    }
    context.addIssue(`must be name=value pairs with commas between them, such as ${example}`);
    return z.NEVER;
  });

const samplers = ["always_on", "always_off", "traceidratio"] as const;
export const sampler = z.enum([...samplers, ...samplers.map((name) => `parentbased_${name}` as const)], {
  error: `must be ${samplers.join(", ")} or one of them after parentbased_`,
});
