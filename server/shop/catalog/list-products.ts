import type { ProductListDto } from "#server/contracts/shop/product.ts";
import { prisma } from "#server/platform/database/db.ts";

/** Lists the products that are on sale. */
export async function listProducts(): Promise<ProductListDto> {
  const items = await prisma().product.findMany({
    where: { active: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    select: { id: true, slug: true, name: true, description: true, priceCents: true, currency: true, art: true },
  });
  return { items };
}
