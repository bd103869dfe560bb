export type SampleCustomer = {
  id: string;
  chip: string;
  name: string;
  email: string;
  /** Expected result of the e-mail. */
  outcome: string;
};

/** Sample recipients of the local mail server. Each simulates a failure of a real SMTP session. */
export const sampleCustomers: readonly SampleCustomer[] = [
  {
    id: "plain",
    chip: "Delivered",
    name: "Ada Lovelace",
    email: "ada@example.com",
    outcome: "Accepted. The e-mail is in the inbox within two seconds.",
  },
  {
    id: "bounce",
    chip: "Bounces (550)",
    name: "Ada Lovelace",
    email: "bounce+ada@example.com",
    outcome: "Rejected permanently. The message becomes a dead letter that you can replay in the console.",
  },
  {
    id: "busy",
    chip: "Busy 3 times",
    name: "Ada Lovelace",
    email: "busy3+ada@example.com",
    outcome: "Deferred three times. The fourth attempt delivers automatically.",
  },
  {
    id: "drop",
    chip: "Drops connection",
    name: "Ada Lovelace",
    email: "drop+ada@example.com",
    outcome: "The connection drops before the server confirms. The next attempt has the same Message-ID.",
  },
  {
    id: "hang",
    chip: "Hangs",
    name: "Ada Lovelace",
    email: "hang+ada@example.com",
    outcome: "The server does not respond for a minute. Other e-mails are not delayed.",
  },
];

export const sampleCustomer = (id: string | undefined): SampleCustomer | undefined =>
  sampleCustomers.find((sample) => sample.id === id);
