import { layOutMail } from "#server/adapters/mail/lay-out-mail.ts";
import type { AlertNoticeBody } from "#server/contracts/monitoring/alert.ts";

const most = 20;

/** A mail to whoever is on call: what, how bad, since when. */
export function layOutAlert({ type, title, source, alerts }: AlertNoticeBody) {
  return layOutMail({
    subject: `[${source}] ${title}`.slice(0, 200),
    heading: type === "alert.firing" ? "Something needs a hand" : "It is over",
    greeting: "This is the pipeline's own alert.",
    paragraphs: [title],
    facts: alerts
      .slice(0, most)
      .map(({ severity, rule, message }) => ({ label: `${severity}, ${rule.replaceAll("_", " ")}`, value: message })),
    closing: "Whoever looks after it acknowledges it in the console, under Alerts.",
  });
}
