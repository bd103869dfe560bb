import type * as z from "zod";
import { hashToken, newApiToken } from "#server/access/hash-token.ts";
import { limits, limitTries } from "#server/access/limit-tries.ts";
import { refuseDemo } from "#server/access/refuse-demo.ts";
import { insertApiToken } from "#server/access/sql/api-tokens.ts";
import { type By, recordAction } from "#server/audit/record-action.ts";
import type { apiTokenCreatedDto, createTokenBody } from "#server/contracts/access.ts";
import { db, inTransaction } from "#server/db.ts";
import { newId } from "#server/new-id.ts";

/** Makes a token for a machine. It is in this answer and nowhere else: only its hash and its first letters are kept. */
export async function createToken(
  { name, role }: z.output<typeof createTokenBody>,
  by: By,
): Promise<z.output<typeof apiTokenCreatedDto>> {
  refuseDemo(by.actor);
  await limitTries([limits.token(by.actor.id ?? "")], "new tokens");
  const token = newApiToken();
  return inTransaction(db(), async (tx) => {
    const made = await insertApiToken(tx, {
      ...{ id: newId(), name, role, createdBy: by.actor.name },
      prefix: token.slice(0, 10),
      hash: hashToken(token),
    });
    const { id, prefix } = made;
    await recordAction(tx, by, {
      action: "token.create",
      target: { kind: "token", id },
      after: { name, role, prefix },
    });
    return { ...made, token };
  });
}
