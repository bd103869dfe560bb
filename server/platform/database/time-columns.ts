/** Selects a time column as ISO 8601 text in UTC, to the millisecond. */
export const isoTimeOf = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Selects a time column as PostgreSQL writes it in UTC, to the microsecond: a cursor carries it so. */
export const exactTimeOf = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')`;
