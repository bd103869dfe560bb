const numbers = new Intl.NumberFormat("en-GB");

/** Formats a count: `1,240`. */
export const formatCount = (count: number): string => numbers.format(count);

/** Formats a count with its noun: `1 message`, `1,240 messages`. `many` defaults to `one` with an s. */
export const formatCounted = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
