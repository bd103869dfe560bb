import type { prismaAdapter } from "better-auth/adapters/prisma";
import { hashToken } from "#server/identity/tokens/hash-token.ts";

type Adapter = ReturnType<ReturnType<typeof prismaAdapter>>;
type Where = { field: string; value: unknown };

const hashed = <Row extends object>(row: Row): Row =>
  "token" in row && typeof row.token === "string" ? { ...row, token: hashToken(row.token) } : row;
const hashedWhere = <W extends Where>(where: W[]): W[] =>
  where.map((one) =>
    one.field === "token" && typeof one.value === "string" ? { ...one, value: hashToken(one.value) } : one,
  );

/**
 * Wraps better-auth's database adapter, which stores session tokens in clear: tokens are stored and searched as their SHA-256, so
 * that a stolen table cannot be used to sign in. Only `create` returns the token itself.
 */
export function hashSessionTokens(adapter: Adapter): Adapter {
  const isSession = (model: string) => model === "session";
  return {
    ...adapter,
    create: async <Row extends Record<string, unknown>, Result = Row>(
      input: Parameters<typeof adapter.create<Row, Result>>[0],
    ): Promise<Result> => {
      if (!isSession(input.model)) return adapter.create<Row, Result>(input);
      const made = await adapter.create<Row, Result>({ ...input, data: hashed(input.data) });
      const given = "token" in input.data ? { token: input.data.token } : {};
      return Object.assign({}, made, given);
    },
    findOne: (input) => adapter.findOne(isSession(input.model) ? { ...input, where: hashedWhere(input.where) } : input),
    update: (input) =>
      adapter.update(
        isSession(input.model) ? { ...input, where: hashedWhere(input.where), update: hashed(input.update) } : input,
      ),
    updateMany: (input) =>
      adapter.updateMany(
        isSession(input.model) ? { ...input, where: hashedWhere(input.where), update: hashed(input.update) } : input,
      ),
    delete: (input) => adapter.delete(isSession(input.model) ? { ...input, where: hashedWhere(input.where) } : input),
    deleteMany: (input) =>
      adapter.deleteMany(isSession(input.model) ? { ...input, where: hashedWhere(input.where) } : input),
  };
}
