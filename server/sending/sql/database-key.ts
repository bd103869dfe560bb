/** Which database this is, for a copy of a row to be told from the row: short, and without what a server tells of itself. */
export const databaseKey = `(select left(encode(sha256(convert_to(to_json(i)::text, 'UTF8')), 'hex'), 12) from database_identity() i)`;
