/** Markup that needs no escaping. Only `html` creates it. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }

  toString(): string {
    return this.markup;
  }
}

const escapes: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

const unsafe = /[&<>"'`]/;

/** Escapes every character that could end a text or a quoted attribute. */
const escapeText = (text: string): string =>
  unsafe.test(text) ? text.replace(/[&<>"'`]/g, (character) => escapes[character] ?? character) : text;

const render = (value: Html | string | number | readonly Html[]): string => {
  if (value instanceof Html) return value.markup;
  return Array.isArray(value) ? value.map(render).join("") : escapeText(String(value));
};

/** A template tag for markup: values are escaped, the template itself is not. Attributes must be quoted. */
export const html = (
  strings: TemplateStringsArray,
  ...values: readonly (Html | string | number | readonly Html[])[]
): Html => new Html(strings.reduce((markup, part, index) => markup + render(values[index - 1] ?? "") + part));
