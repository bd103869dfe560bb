import pg from "pg";

const general = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ, "text") as (text: string) => Date | number;
const zulu = "+00";
const isoLength = "2026-11-28 09:14:02".length;

/**
 * A timestamptz as PostgreSQL writes it in UTC, through the engine's own reader of ISO 8601; whatever looks otherwise (other
 * zones, years before Christ, infinity) through pg's. Dates were a tenth of a list's time.
 */
export function parseTimestamp(text: string): Date | number {
  if (text.length < isoLength + zulu.length || !text.endsWith(zulu) || text[10] !== " ") return general(text);
  const date = new Date(`${text.slice(0, 10)}T${text.slice(11, -zulu.length)}Z`);
  return Number.isNaN(date.getTime()) ? general(text) : date;
}
