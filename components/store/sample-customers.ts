export type SampleCustomer = {
  id: string;
  chip: string;
  name: string;
  email: string;
  /** What will happen to the mail, in one sentence. */
  outcome: string;
};

/** The local sink's scripted recipients: each is a real failure of a real SMTP conversation. */
export const sampleCustomers: readonly SampleCustomer[] = [
  {
    id: "plain",
    chip: "Delivered",
    name: "Ada Lovelace",
    email: "ada@example.com",
    outcome: "The mail server takes the mail; it is in the inbox within two seconds.",
  },
  {
    id: "bounce",
    chip: "Bounces (550)",
    name: "Ada Lovelace",
    email: "bounce+ada@example.com",
    outcome: "The mail server refuses the address for good; the mail becomes a dead letter that you bring back in ops.",
  },
  {
    id: "busy",
    chip: "Busy 3 times",
    name: "Ada Lovelace",
    email: "busy3+ada@example.com",
    outcome: "The mail server says “later” three times; the fourth try delivers, and nobody has to lift a hand.",
  },
  {
    id: "drop",
    chip: "Drops the line",
    name: "Ada Lovelace",
    email: "drop+ada@example.com",
    outcome:
      "The mail server takes the mail and cuts the line before it says so; the next try carries the same Message-ID.",
  },
  {
    id: "hang",
    chip: "Hangs",
    name: "Ada Lovelace",
    email: "hang+ada@example.com",
    outcome: "The mail server goes silent for a minute after the mail; no other mail waits for it.",
  },
];

export const sampleCustomer = (id: string | undefined): SampleCustomer | undefined =>
  sampleCustomers.find((sample) => sample.id === id);
