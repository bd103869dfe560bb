"use client";
import { ArrowRight } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { formatCounted } from "#components/format/format-count.ts";
import { Logo } from "#components/marks/logo.tsx";
import { DemoChip } from "#components/session/demo-note.tsx";
import { pieces } from "#components/store/cart.ts";
import { useCart } from "#components/store/use-cart.ts";
import { buttonClass } from "#components/ui/button-class.ts";
import type { DemoMode } from "#server/contracts/identity/demo.ts";

type Place = { href: Route; name: string };
const places: Place[] = [
  { href: "/", name: "Store" },
  { href: "/orders", name: "Orders" },
];
const inbox: Place = { href: "/inbox", name: "Inbox" };

/** The store's header. Only the demo links to the console, and only the local demo to the inbox. There is no sign-in. */
export function StoreHeader({ demo }: { demo: DemoMode }) {
  const path = usePathname();
  const { cart } = useCart();
  const count = pieces(cart);
  const link = ({ href, name }: Place) => {
    const here = href === "/" ? path === "/" : path.startsWith(href);
    return (
      <Link
        key={href}
        href={href}
        aria-current={here ? "page" : undefined}
        className={`inline-flex min-h-11 items-center ${here ? "font-name text-fg" : "text-fg-2 hover:text-fg"}`}
      >
        {name}
      </Link>
    );
  };
  return (
    <header className="border-b border-line">
      <div className="mx-auto flex max-w-[1152px] flex-wrap items-center gap-x-4 px-4 py-1 desk:h-16 desk:gap-6 desk:px-6 desk:py-0">
        <Link href="/" className="flex min-h-11 items-center gap-2.5 text-md font-semibold tracking-[-0.015em]">
          <Logo />
          <span>
            Redeliver <span className="font-normal text-fg-3">store</span>
          </span>
          {demo !== "off" && <DemoChip />}
        </Link>
        <nav
          aria-label="Store"
          className="order-3 flex w-full justify-between gap-6 text-md desk:order-none desk:ms-auto desk:w-auto"
        >
          {[...places, ...(demo === "local" ? [inbox] : [])].map(link)}
          <Link
            href="/checkout"
            aria-label={`Cart, ${formatCounted(count, "item")}`}
            aria-current={path === "/checkout" ? "page" : undefined}
            className={`inline-flex min-h-11 items-center gap-1.5 ${path === "/checkout" ? "font-name text-fg" : "text-fg-2 hover:text-fg"}`}
          >
            Cart
            {/* Drawn by CSS, because the accessible name already contains the count. */}
            <span data-count={count} className="text-fg-3 after:content-[attr(data-count)]" />
          </Link>
        </nav>
        {demo !== "off" && (
          <Link href="/ops" className={`${buttonClass()} max-desk:ms-auto`}>
            Open console
            <ArrowRight size={16} strokeWidth={1.5} aria-hidden="true" />
          </Link>
        )}
      </div>
    </header>
  );
}
