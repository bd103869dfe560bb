import { v7 } from "uuid";

/** UUIDv7 (RFC 9562): sorts by creation time. Made here because PostgreSQL 14 to 17 cannot. */
export const newId = (): string => v7();
