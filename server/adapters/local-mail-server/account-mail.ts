/** The part of a URL that every link for choosing a password has: `server/identity/accounts/create-account-link` writes it. */
export const accountLinkMark = "/choose-password#";

/** Whether a mail carries the link of an account: its reader can choose that account's password. */
export const isAccountMail = ({ text, html }: { text: string | null; html: string | null }): boolean =>
  `${text ?? ""}${html ?? ""}`.includes(accountLinkMark);
