import { productListDto } from "#server/contracts/shop/product.ts";
import { defineRoute } from "#server/http/route/define-route.ts";
import { listProducts } from "#server/shop/catalog/list-products.ts";

export const productRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/v1/products",
    callers: "anyone",
    summary: "List the products of the catalogue.",
    auth: "public",
    output: productListDto,
    handle: () => listProducts(),
  }),
];
