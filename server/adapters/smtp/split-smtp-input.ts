/** The input of an SMTP connection, for the mail servers of tests. */
type SmtpInput = {
  /** Whether the next bytes are the body of a mail. */
  isBody: () => boolean;
  onLine: (line: string) => void;
  onMail: (mail: string) => void;
};

/** Splits the input into lines and mails, up to the final dot. Returns the listener of the socket's data. */
export function splitSmtpInput({ isBody, onLine, onMail }: SmtpInput): (chunk: Buffer) => void {
  let buffered = "";
  return (chunk) => {
    buffered += chunk.toString("latin1");
    for (;;) {
      const inBody = isBody();
      const mark = inBody ? "\r\n.\r\n" : "\r\n";
      const end = buffered.indexOf(mark);
      if (end < 0) return;
      const part = buffered.slice(0, end);
      buffered = buffered.slice(end + mark.length);
      if (inBody) onMail(part);
      else onLine(part);
    }
  };
}
