/** SQL: a timestamptz as an ISO 8601 text in UTC with milliseconds, as Date's toISOString writes it. */
export const isoTime = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
