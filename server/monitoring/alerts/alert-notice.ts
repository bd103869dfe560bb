import { layOutMail } from "#server/adapters/mail/lay-out-mail.ts";
import type { AlertNoticeBody } from "#server/contracts/monitoring/alert.ts";

const most = 20;

/** The mail of an alert notice. */
export function layOutAlert({ type, title, source, alerts }: AlertNoticeBody) {
  return layOutMail({
    subject: `[${source}] ${title}`.slice(0, 200),
    heading: type === "alert.firing" ? "Alert firing" : "Alert resolved",
    greeting: "This is an alert of the delivery pipeline.",
    paragraphs: [title],
    facts: alerts
      .slice(0, most)
      .map(({ severity, rule, message }) => ({ label: `${severity}, ${rule.replaceAll("_", " ")}`, value: message })),
    closing: "Acknowledge it in the console, under Alerts.",
  });
}
