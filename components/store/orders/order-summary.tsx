import { formatMoney } from "#components/format/format-money.ts";
import { ProductArt } from "#components/store/product-art.tsx";
import type { OrderDto } from "#server/contracts/shop/order.ts";

/** Ordered items with their prices at the time of the order. */
export function OrderSummary({ order }: { order: OrderDto }) {
  return (
    <>
      <ul>
        {order.items.map((item) => (
          <li
            key={item.productId}
            className="grid grid-cols-[64px_minmax(0,1fr)_auto] items-center gap-4 border-b border-line py-3"
          >
            <ProductArt art={item.art} thick className="w-16 rounded-control" />
            <span>{item.quantity === 1 ? item.name : `${item.name}, ${item.quantity}`}</span>
            <span>{formatMoney(item.unitPriceCents * item.quantity, order.currency)}</span>
          </li>
        ))}
      </ul>
      <dl className="flex justify-between pt-5 pb-4 font-semibold">
        <dt>Total</dt>
        <dd>{formatMoney(order.totalCents, order.currency)}</dd>
      </dl>
      <p className="text-md wrap-anywhere text-fg-2">
        {order.customer.name}, {order.customer.email}
      </p>
    </>
  );
}
