"use client";
import { useSyncExternalStore } from "react";
import { stored } from "#components/browser/browser-storage.ts";
import { addToCart, type Cart, readCart, setQuantity } from "#components/store/cart.ts";

const cartText = stored("redeliver.cart");
const empty: Cart = [];

let seen: { text: string | null; cart: Cart } = { text: null, cart: empty };

/** Returns the same object for the same text, because React compares by identity. */
function read(): Cart {
  const text = cartText.read();
  if (text !== seen.text) seen = { text, cart: readCart(text) };
  return seen.cart;
}

function write(cart: Cart) {
  cartText.write(cart.length === 0 ? null : JSON.stringify(cart));
}

/** Cart of this browser, shared by all tabs; empty on the server. */
export function useCart() {
  const cart = useSyncExternalStore(cartText.subscribe, read, () => empty);
  return {
    cart,
    add: (productId: string) => write(addToCart(read(), productId)),
    setQuantity: (productId: string, quantity: number) => write(setQuantity(read(), productId, quantity)),
    replace: write,
    clear: () => write(empty),
  };
}
