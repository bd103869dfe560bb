import { productListDto } from "#server/contracts/shop/product.ts";
import { route } from "#server/http/route.ts";
import { listProducts } from "#server/shop/catalog/list-products.ts";

export const getProducts = route({
  summary: "The catalogue.",
  auth: "public",
  output: productListDto,
  handle: () => listProducts(),
});
