import { greetingOf } from "#server/adapters/mail/greeting-of.ts";
import { layOutMail } from "#server/adapters/mail/lay-out-mail.ts";

const words = {
  invitation: {
    subject: "Your account for the Redeliver console",
    heading: "Choose a password",
    first: "An admin has created an account for you. Choose a password at this link, then sign in with this address.",
    valid: "7 days, and once",
    closing: "You get this mail because an admin of a Redeliver console entered this address.",
  },
  reset: {
    subject: "A new password for the Redeliver console",
    heading: "Choose a new password",
    first: "An admin has sent you this link to choose a new password. The old one works until then.",
    valid: "one hour, and once",
    closing: "If you did not ask for this, tell your admin. Without the link nothing changes.",
  },
} as const;

/** The mail with a user's link to choose a password. */
export function accountLink(account: { purpose: keyof typeof words; name: string; url: string }) {
  const { subject, heading, first, valid, closing } = words[account.purpose];
  return layOutMail({
    subject,
    heading,
    greeting: greetingOf(account.name),
    paragraphs: [first, account.url],
    facts: [{ label: "The link works for", value: valid }],
    closing,
  });
}
