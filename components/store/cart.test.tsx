import { expect, test } from "vitest";
import { addToCart, cartLines, pieces, readCart, setQuantity, totalCents } from "#components/store/cart.ts";
import type { ProductDto } from "#server/contracts/shop/product.ts";

const product = (id: string, priceCents: number): ProductDto => ({
  id,
  slug: id,
  name: id,
  description: "",
  priceCents,
  currency: "EUR",
  art: "kettle",
});
const lamp = product("lamp", 4900);
const mug = product("mug", 1450);

test("adding a product twice sets its quantity to 2", () => {
  const cart = addToCart(addToCart(addToCart([], "lamp"), "mug"), "mug");
  expect(cart).toEqual([
    { productId: "lamp", quantity: 1 },
    { productId: "mug", quantity: 2 },
  ]);
  expect(pieces(cart)).toBe(3);
});

test("totals are computed in cents from catalogue prices", () => {
  const lines = cartLines(
    [
      { productId: "lamp", quantity: 1 },
      { productId: "mug", quantity: 3 },
    ],
    [lamp, mug],
  );
  expect(lines.map((line) => line.cents)).toEqual([4900, 4350]);
  expect(totalCents(lines)).toBe(9250);
});

test("quantity 0 removes the line, and quantities are limited", () => {
  const cart = addToCart([], "lamp");
  expect(setQuantity(cart, "lamp", 0)).toEqual([]);
  expect(setQuantity(cart, "lamp", 250)).toEqual([{ productId: "lamp", quantity: 99 }]);
  expect(setQuantity(cart, "lamp", 2.9)).toEqual([{ productId: "lamp", quantity: 2 }]);
});

test("a 51st product is rejected, like on the server", () => {
  const full = Array.from({ length: 50 }, (_, index) => ({ productId: `p${index}`, quantity: 1 }));
  expect(addToCart(full, "one-more")).toBe(full);
});

test("products that are no longer sold are omitted", () => {
  expect(cartLines([{ productId: "gone", quantity: 1 }], [lamp])).toEqual([]);
});

test.each([
  [null],
  ["not json"],
  ["{}"],
  ['[{"productId":1,"quantity":1}]'],
  ['[{"productId":"a","quantity":-4}]'],
  ['[{"productId":"a","quantity":"many"}]'],
])("a stored cart of %j is read as empty", (text) => {
  expect(readCart(text)).toEqual([]);
});
