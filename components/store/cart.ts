import { maxLines, maxQuantity } from "#server/contracts/shop/order.ts";
import type { ProductDto } from "#server/contracts/shop/product.ts";

/** Product ids and quantities, in the order in which they were put in. Prices are looked up, never kept. */
export type Cart = readonly { productId: string; quantity: number }[];

export type CartLine = { product: ProductDto; quantity: number; cents: number };

const clamp = (quantity: number) => Math.min(Math.max(Math.trunc(quantity), 0), maxQuantity);

/** One more of a product. A full cart stays as it is. */
export function addToCart(cart: Cart, productId: string): Cart {
  const held = cart.find((line) => line.productId === productId);
  if (held) return setQuantity(cart, productId, held.quantity + 1);
  return cart.length >= maxLines ? cart : [...cart, { productId, quantity: 1 }];
}

/** So many of a product; none takes the line out. */
export function setQuantity(cart: Cart, productId: string, quantity: number): Cart {
  const wanted = clamp(quantity);
  return cart
    .map((line) => (line.productId === productId ? { productId, quantity: wanted } : line))
    .filter((line) => line.quantity > 0);
}

export const pieces = (cart: Cart): number => cart.reduce((sum, line) => sum + line.quantity, 0);

/** The cart with its products and prices. What is not sold any more is left out. */
export function cartLines(cart: Cart, products: readonly ProductDto[]): CartLine[] {
  return cart.flatMap(({ productId, quantity }) => {
    const product = products.find((known) => known.id === productId);
    return product ? [{ product, quantity, cents: product.priceCents * quantity }] : [];
  });
}

export const totalCents = (lines: readonly CartLine[]): number => lines.reduce((sum, line) => sum + line.cents, 0);

/** A cart as another tab or an older version may have left it; anything else is an empty one. */
export function readCart(text: string | null): Cart {
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? "[]");
  } catch {
    return [];
  }
  if (!Array.isArray(stored)) return [];
  return stored.slice(0, maxLines).flatMap((line: unknown) => {
    if (typeof line !== "object" || line === null || !("productId" in line) || !("quantity" in line)) return [];
    const { productId, quantity } = line;
    if (typeof productId !== "string" || typeof quantity !== "number" || !(clamp(quantity) > 0)) return [];
    return [{ productId, quantity: clamp(quantity) }];
  });
}
