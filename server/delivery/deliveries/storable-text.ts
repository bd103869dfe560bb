/** Text as PostgreSQL stores it, which takes neither NUL (22021) nor a lone surrogate, cut where nobody reads on. */
export const storableText = (text: string, maxCharacters: number): string =>
  text.replaceAll("\0", "\u2400").slice(0, maxCharacters).toWellFormed();
