import * as z from "zod";

export const productDto = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  priceCents: z.int(),
  currency: z.string(),
  /** The name of the drawing that components/store/product-art.tsx renders. */
  art: z.string(),
});
export type ProductDto = z.output<typeof productDto>;

export const productListDto = z.object({ items: z.array(productDto) });
export type ProductListDto = z.output<typeof productListDto>;
