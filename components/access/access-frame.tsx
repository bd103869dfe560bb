import type { ReactNode } from "react";
import { Logo } from "#components/marks/logo.tsx";

/** Layout of the pages outside the console: sign-in, set-up and password. */
export function AccessFrame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main
      id="main"
      className="mx-auto grid min-h-dvh w-full max-w-[384px] content-start gap-5 px-4 pt-12 pb-16 desk:pt-20"
    >
      <p className="flex items-center gap-2.5 pb-4 text-md font-semibold tracking-[-0.015em]">
        <Logo />
        Redeliver
      </p>
      <h1 className="text-page-title text-pretty">{title}</h1>
      {children}
    </main>
  );
}
