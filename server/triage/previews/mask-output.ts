import { maskEmail } from "#server/contracts/email-address.ts";
import type { PreviewDto } from "#server/contracts/triage/editing.ts";
import { type Json, maskPayload } from "#server/delivery/privacy/mask-payload.ts";
import { maskText } from "#server/delivery/privacy/mask-text.ts";
import type { PreviewOutput } from "#server/triage/previews/preview-ports.ts";

type Shown = { output: PreviewOutput; error: PreviewDto["error"] };

/** Masks the personal data of the payload in the output of a preview. Names from the database were masked before. */
export function maskOutput(type: string, data: Json, { output, error }: Shown): Shown {
  const values = maskPayload(type, data).fields.map(({ value }) => String(value));
  const text = (said: string) => (values.includes(said) ? maskEmail(said) : maskText(said, values));
  return {
    output: {
      mails: output.mails.map((mail) => ({
        ...{ from: mail.from, to: text(mail.to), subject: text(mail.subject) },
        ...{ text: text(mail.text), html: text(mail.html), headers: text(mail.headers) },
      })),
      webhooks: output.webhooks.map((body) => inside(body, text)),
    },
    error: error && { ...error, message: text(error.message) },
  };
}

function inside(value: unknown, text: (said: string) => string): unknown {
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return value.map((item) => inside(item, text));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inside(item, text)]));
}
