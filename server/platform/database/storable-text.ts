/** Text that PostgreSQL stores: without NUL (22021, 22P05) and lone surrogates (22P02), cut to `maxCharacters`. */
export const storableText = (text: string, maxCharacters?: number): string =>
  text.replaceAll("\0", "\u2400").slice(0, maxCharacters).toWellFormed();
