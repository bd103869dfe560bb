"use client";
import Link from "next/link";
import { useEffect, useRef, useState } from "react";
import { problemOf } from "#components/api/request-json.ts";
import { useHydrated } from "#components/browser/now.tsx";
import { formatMoney } from "#components/format/format-money.ts";
import { cartLines, totalCents } from "#components/store/cart.ts";
import { CartLines } from "#components/store/cart-lines.tsx";
import { type CheckoutFaults, faultsOf, faultsOfProblem } from "#components/store/checkout-faults.ts";
import { ContactForm } from "#components/store/contact-form.tsx";
import { sampleCustomer } from "#components/store/sample-customers.ts";
import { useCart } from "#components/store/use-cart.ts";
import { usePlaceOrder } from "#components/store/use-place-order.ts";
import { buttonClass } from "#components/ui/button-class.ts";
import type { DemoMode } from "#server/contracts/identity/demo.ts";
import type { ProductDto } from "#server/contracts/shop/product.ts";

type CheckoutProps = { products: readonly ProductDto[]; demo: DemoMode; sample: string | undefined };

/** Checkout page: contact form and cart. */
export function Checkout({ products, demo, sample }: CheckoutProps) {
  const { cart, setQuantity, replace, clear } = useCart();
  const wanted = sampleCustomer(sample);
  const [customer, setCustomer] = useState({ name: wanted?.name ?? "", email: wanted?.email ?? "" });
  const [faults, setFaults] = useState<CheckoutFaults | null>(null);
  const summary = useRef<HTMLDivElement>(null);
  const hydrated = useHydrated();
  const placing = usePlaceOrder(clear);
  const lines = cartLines(cart, products);
  const busy = placing.isPending || placing.isSuccess;

  // A sample link fills an empty cart, so that the order can be placed immediately.
  const sampled = useRef(false);
  useEffect(() => {
    if (!wanted || sampled.current || !hydrated) return;
    sampled.current = true;
    if (cart.length === 0) replace(sampleCart(products));
  }, [wanted, hydrated, cart.length, products, replace]);

  function submit() {
    if (busy) return;
    const order = {
      customer: { name: customer.name.trim(), email: customer.email.trim() },
      items: lines.map(({ product, quantity }) => ({ productId: product.id, quantity })),
    };
    const found = faultsOf(order);
    setFaults(found);
    if (found) {
      requestAnimationFrame(() => summary.current?.focus());
      return;
    }
    placing.mutate({ order, lines });
  }

  const problem = placing.isError ? problemOf(placing.error) : null;
  const shown = faults ?? (problem ? faultsOfProblem(problem) : {});
  if (hydrated && lines.length === 0 && !busy && !wanted) return <EmptyCart />;

  return (
    <div className="grid border-t border-line desk:grid-cols-[minmax(0,1fr)_400px]">
      <section aria-labelledby="contact" className="pt-6 desk:pe-12">
        <h2 id="contact" className="pb-3 text-lg">
          Contact
        </h2>
        <ContactForm
          customer={customer}
          onCustomer={setCustomer}
          faults={shown}
          problem={problem}
          busy={busy}
          demo={demo}
          summary={summary}
          onSubmit={submit}
        />
      </section>
      <section
        aria-labelledby="lines"
        className="max-desk:row-start-1 max-desk:mb-2 max-desk:border-b max-desk:border-line max-desk:pb-4 pt-6 desk:border-s desk:border-line desk:ps-8"
      >
        <h2 id="lines" className="text-lg">
          Your cart
        </h2>
        {lines.length === 0 ? (
          <p className="py-3 text-fg-2">{hydrated ? "Empty" : "Loading your cart…"}</p>
        ) : (
          <CartLines lines={lines} onQuantity={setQuantity} />
        )}
        <p className="flex justify-between pt-4 font-semibold">
          <span>Total</span>
          <span>{formatMoney(totalCents(lines), products[0]?.currency ?? "EUR")}</span>
        </p>
        <p className="pt-1 text-sm text-fg-2">Free shipping. Demo orders are not shipped.</p>
      </section>
    </div>
  );
}

/** Sample cart of two products. */
function sampleCart(products: readonly ProductDto[]) {
  return products.slice(0, 2).map(({ id }, index) => ({ productId: id, quantity: index + 1 }));
}

function EmptyCart() {
  return (
    <div className="border-t border-line pt-6">
      <p className="font-medium">Your cart is empty</p>
      <p className="pt-1 pb-4 text-fg-2">Add a product, or use a sample order.</p>
      <div className="flex flex-wrap gap-2">
        <Link href="/#shelf" className={buttonClass({ variant: "primary", size: "l" })}>
          Show products
        </Link>
        <a href="/checkout?sample=plain" className={buttonClass({ size: "l" })}>
          Use a sample order
        </a>
      </div>
    </div>
  );
}
