import { prisma } from "#server/platform/database/db.ts";

/** Whether an account exists and is not disabled. */
export const isUserEnabled = async (id: string): Promise<boolean> =>
  (await prisma().user.count({ where: { id, disabledAt: null } })) === 1;
