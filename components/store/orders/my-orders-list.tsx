"use client";
import Link from "next/link";
import { useHydrated } from "#components/browser/now.tsx";
import { formatMoney } from "#components/format/format-money.ts";
import { useMyOrders } from "#components/store/my-orders.ts";
import { buttonClass } from "#components/ui/button-class.ts";
import { Time } from "#components/ui/time.tsx";
import { orderSubject } from "#server/shop/messages/order-subject.ts";

/** Orders placed in this browser. The store has no accounts; the link gives access to an order. */
export function MyOrdersList() {
  const orders = useMyOrders();
  if (!useHydrated()) return <p className="border-t border-line pt-6 text-fg-2">Loading your orders…</p>;
  if (orders.length === 0) {
    return (
      <div className="border-t border-line pt-6">
        <p className="font-medium">No orders yet</p>
        <p className="max-w-[60ch] pt-1 pb-4 text-fg-2">
          Orders placed in this browser appear here. Open other orders with their link.
        </p>
        <Link href="/checkout?sample=plain" className={buttonClass({ variant: "primary", size: "l" })}>
          Place a sample order
        </Link>
      </div>
    );
  }
  return (
    <ul className="border-t border-line">
      {orders.map((order) => (
        <li key={order.id} className="border-b border-line">
          <Link
            href={`/orders/${order.id}`}
            className="grid min-h-14 grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-4 hover:bg-hover"
          >
            <span className="font-mono text-md font-medium">{orderSubject.shorten(order.id)}</span>
            <span className="text-fg-2">
              <Time at={order.at} format="day" />
            </span>
            <span>{formatMoney(order.totalCents, order.currency)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
