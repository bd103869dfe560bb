/** The part of the URL of every link to choose a password. */
export const accountLinkMark = "/choose-password#";

/** Whether a mail has such a link: its reader can choose that account's password. */
export const isAccountMail = ({ text, html }: { text: string | null; html: string | null }): boolean =>
  `${text ?? ""}${html ?? ""}`.includes(accountLinkMark);
