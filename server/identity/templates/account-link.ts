import { greetingOf } from "#server/adapters/mail/greeting-of.ts";
import { layOutMail } from "#server/adapters/mail/lay-out-mail.ts";

const words = {
  invitation: {
    subject: "Your account for the Redeliver console",
    heading: "Choose a password",
    first:
      "An admin created an account for you. Open this link to choose a password, then sign in with this e-mail address.",
    valid: "7 days, one use",
    closing: "You receive this e-mail because an admin of a Redeliver console entered this address.",
  },
  reset: {
    subject: "A new password for the Redeliver console",
    heading: "Choose a new password",
    first: "An admin sent you this link to choose a new password. Your current password works until then.",
    valid: "one hour, one use",
    closing: "If you did not request this, tell your admin. Your password does not change unless you use the link.",
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
    facts: [{ label: "Link valid for", value: valid }],
    closing,
  });
}
