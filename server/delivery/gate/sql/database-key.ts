/** A short key of this database, so that a restored copy of a row differs from the original. No server details. */
export const databaseKey = `(select left(encode(sha256(convert_to(to_json(i)::text, 'UTF8')), 'hex'), 12) from database_identity() i)`;
