"use client";
import { Minus, Plus, X } from "lucide-react";
import { formatMoney } from "#components/format/format-money.ts";
import type { CartLine } from "#components/store/cart.ts";
import { ProductArt } from "#components/store/product-art.tsx";
import { maxQuantity } from "#server/contracts/shop/order.ts";

const step =
  "grid size-11 place-items-center rounded-control text-fg-2 hover:bg-hover hover:text-fg disabled:text-line-input disabled:hover:bg-transparent desk:size-9";

type Props = { lines: readonly CartLine[]; onQuantity: (productId: string, quantity: number) => void };

/** Cart lines with quantity steppers up to the server's limit. */
export function CartLines({ lines, onQuantity }: Props) {
  return (
    <ul>
      {lines.map(({ product, quantity, cents }) => (
        <li
          key={product.id}
          className="grid grid-cols-[64px_minmax(0,1fr)_auto] items-center gap-x-4 border-b border-line py-3"
        >
          <ProductArt art={product.art} thick className="row-span-2 w-16 self-start rounded-control" />
          <span className="font-medium">{product.name}</span>
          <span className="text-right">{formatMoney(cents, product.currency)}</span>
          <div className="-ms-2 flex items-center">
            <button
              type="button"
              className={step}
              aria-label={`Decrease quantity of ${product.name}`}
              disabled={quantity === 1}
              onClick={() => onQuantity(product.id, quantity - 1)}
            >
              <Minus size={16} aria-hidden="true" />
            </button>
            <span className="min-w-7 text-center" aria-live="polite">
              <span className="sr-only">{`${product.name}: `}</span>
              {quantity}
            </span>
            <button
              type="button"
              className={step}
              aria-label={`Increase quantity of ${product.name}`}
              disabled={quantity === maxQuantity}
              onClick={() => onQuantity(product.id, quantity + 1)}
            >
              <Plus size={16} aria-hidden="true" />
            </button>
          </div>
          <button
            type="button"
            className={`${step} -me-2.5 justify-self-end`}
            aria-label={`Remove ${product.name}`}
            onClick={() => onQuantity(product.id, 0)}
          >
            <X size={16} aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  );
}
