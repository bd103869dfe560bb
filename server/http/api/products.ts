import { listProducts } from "#server/catalog/list-products.ts";
import { productListDto } from "#server/contracts/product.ts";
import { route } from "#server/http/route.ts";

export const getProducts = route({
  summary: "The catalogue.",
  auth: "public",
  output: productListDto,
  handle: () => listProducts(),
});
