import { expect, it } from "vitest";
import { productListDto } from "#server/contracts/shop/product.ts";
import { listProducts } from "#server/shop/catalog/list-products.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aProduct } from "#server/testing/factories.ts";

const pool = await testDatabase();

it("lists products that are on sale, and no others", async () => {
  const mug = await aProduct(pool);
  await aProduct(pool, { active: false });
  const list = await listProducts();
  expect(productListDto.parse(list)).toEqual(list);
  expect(list.items).toMatchObject([{ id: mug.id, name: "Enamel mug", priceCents: 1400, currency: "EUR" }]);
});
