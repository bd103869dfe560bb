/** A kind of row that messages are about. Its subjects are `<kind>/<id>`. Pure, because the browser loads it too. */
export type SubjectDefinition = {
  /** The first part of its subjects, such as `invoices`. */
  kind: string;
  /** One and several, in sentences. The API names `<one>Id`, the filter `<one>` and the audit target `<one>` by it. */
  noun: { one: string; many: string };
  /** The short form of an ID, as screens show it. */
  shorten: (id: string) => string;
  /** The console's page of one. */
  traceHref: (id: string) => string;
  /** Its page outside the console. */
  page: { label: string; href: (id: string) => string };
};

/** A page of an application that the console links to. */
export type PageLink = { label: string; href: string };

/** Pages on which an operator publishes a message: one that is delivered, and one that fails. */
export type SamplePages = { message: PageLink; failure: PageLink };
