"use client";
import { useState } from "react";
import { formatMoney } from "#components/format/format-money.ts";
import { ProductArt } from "#components/store/product-art.tsx";
import { useCart } from "#components/store/use-cart.ts";
import { Button } from "#components/ui/button.tsx";
import type { ProductDto } from "#server/contracts/shop/product.ts";

/** Product list. Announces added products in a live region. */
export function ProductList({ products }: { products: readonly ProductDto[] }) {
  const { cart, add } = useCart();
  const [announcement, setAnnouncement] = useState("");
  const held = (id: string) => cart.find((line) => line.productId === id)?.quantity ?? 0;
  return (
    <>
      <p role="status" className="sr-only">
        {announcement}
      </p>
      <ul className="grid grid-cols-2 gap-x-4 gap-y-6 desk:grid-cols-4 desk:gap-6">
        {products.map((product) => (
          <li key={product.id} className="row-span-3 grid grid-rows-subgrid gap-y-0">
            <ProductArt art={product.art} className="mb-3 w-full rounded-panel" />
            <div className="grid content-start gap-x-3 desk:grid-cols-[1fr_auto]">
              <h3 className="font-medium">{product.name}</h3>
              <p className="text-fg-2">{formatMoney(product.priceCents, product.currency)}</p>
              <p className="col-span-full text-sm text-pretty text-fg-2">{product.description}</p>
            </div>
            <Button
              className="mt-2 w-full"
              aria-label={`${addLabel(held(product.id))}: ${product.name}`}
              onClick={() => {
                add(product.id);
                setAnnouncement(`${product.name} added, ${held(product.id) + 1} in cart`);
              }}
            >
              {addLabel(held(product.id))}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

const addLabel = (held: number): string => (held === 0 ? "Add to cart" : `Add another (${held} in cart)`);
