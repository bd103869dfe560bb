/** Text that PostgreSQL takes: it refuses NUL (22P05) and lone surrogates (22P02), and a mail may hold both. */
export const storableText = (text: string): string => text.replaceAll("\u0000", "\uFFFD").toWellFormed();
