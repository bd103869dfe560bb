import { maxLines, maxQuantity } from "#server/contracts/shop/order.ts";
import type { ProductDto } from "#server/contracts/shop/product.ts";

/** Product IDs and quantities in insertion order. Prices are not stored. */
export type Cart = readonly { productId: string; quantity: number }[];

export type CartLine = { product: ProductDto; quantity: number; cents: number };

const clamp = (quantity: number) => Math.min(Math.max(Math.trunc(quantity), 0), maxQuantity);

/** Adds one of a product. A full cart is not changed. */
export function addToCart(cart: Cart, productId: string): Cart {
  const held = cart.find((line) => line.productId === productId);
  if (held) return setQuantity(cart, productId, held.quantity + 1);
  return cart.length >= maxLines ? cart : [...cart, { productId, quantity: 1 }];
}

/** Sets the quantity of a product; 0 removes the line. */
export function setQuantity(cart: Cart, productId: string, quantity: number): Cart {
  const wanted = clamp(quantity);
  return cart
    .map((line) => (line.productId === productId ? { productId, quantity: wanted } : line))
    .filter((line) => line.quantity > 0);
}

export const pieces = (cart: Cart): number => cart.reduce((sum, line) => sum + line.quantity, 0);

/** Cart lines with products and prices. Products that are no longer sold are omitted. */
export function cartLines(cart: Cart, products: readonly ProductDto[]): CartLine[] {
  return cart.flatMap(({ productId, quantity }) => {
    const product = products.find((known) => known.id === productId);
    return product ? [{ product, quantity, cents: product.priceCents * quantity }] : [];
  });
}

export const totalCents = (lines: readonly CartLine[]): number => lines.reduce((sum, line) => sum + line.cents, 0);

/** Parses a stored cart. Invalid text gives an empty cart. */
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
