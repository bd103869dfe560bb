import * as z from "zod";
import { defineRoute, RawAnswer } from "#server/http/route/define-route.ts";
import { env } from "#server/platform/env/env.ts";
import { NotFoundError } from "#server/platform/errors.ts";

const validDays = 180;
const dayMilliseconds = 86_400_000;

/** The whole day, so that every response of a day is the same. RFC 9116 asks for less than a year. */
const expires = (now: number): string =>
  new Date(Math.floor(now / dayMilliseconds + validDays) * dayMilliseconds).toISOString();

export const securityRoutes = [
  defineRoute({
    method: "GET",
    path: "/.well-known/security.txt",
    callers: "anyone",
    summary: "Get the contact for vulnerability reports (RFC 9116).",
    auth: "public",
    output: z.string().describe("security.txt: contact, expiry, languages and, with APP_URL, its canonical address."),
    contentType: "text/plain",
    deadlineMilliseconds: 4_000,
    problems: ["not_found"],
    handle: async () => {
      const { SECURITY_CONTACT: contact, APP_URL: origin } = env();
      if (contact === undefined) throw new NotFoundError("No security contact is set. Read SECURITY.md of the source.");
      const text = [
        `Contact: ${contact}`,
        `Expires: ${expires(Date.now())}`,
        "Preferred-Languages: en",
        ...(origin ? [`Canonical: ${origin}/.well-known/security.txt`] : []),
        "",
      ].join("\n");
      return new RawAnswer(text, { "Content-Type": "text/plain; charset=utf-8" });
    },
  }),
];
