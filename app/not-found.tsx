import type { Metadata } from "next";
import Link from "next/link";
import { Logo } from "#components/marks/logo.tsx";
import { buttonClass } from "#components/ui/button-class.ts";

export const metadata: Metadata = { title: "Nothing is here" };

export default function NotFound() {
  return (
    <main className="mx-auto grid min-h-dvh max-w-[560px] content-center gap-4 px-4 text-store">
      <Logo size={32} />
      <h1 className="text-verdict">Nothing is here</h1>
      <p className="text-pretty text-fg-2">
        The link may be old, or a character of it was lost on the way. Orders and messages are not deleted because of a
        bad link.
      </p>
      <div className="flex flex-wrap gap-2">
        <Link href="/" className={buttonClass({ variant: "primary", size: "l" })}>
          Go to the store
        </Link>
        <Link href="/orders" className={buttonClass({ size: "l" })}>
          Your orders
        </Link>
      </div>
    </main>
  );
}
