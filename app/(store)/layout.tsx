import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { readTheme } from "#components/browser/theme.ts";
import { StoreHeader } from "#components/store/store-header.tsx";
import { SkipLink } from "#components/ui/skip-link.tsx";
import { ThemeSelect } from "#components/ui/theme-select.tsx";
import { env } from "#server/platform/env/env.ts";

export default async function StoreLayout({ children }: { children: ReactNode }) {
  const theme = readTheme((await cookies()).get("theme")?.value);
  return (
    <div className="flex min-h-dvh flex-col text-store">
      <SkipLink />
      <StoreHeader demo={env().DEMO_MODE} />
      <main id="main" className="mx-auto w-full max-w-[1152px] grow px-4 pb-12 desk:px-6">
        {children}
      </main>
      <footer className="border-t border-line text-sm text-fg-2">
        <div className="mx-auto flex max-w-[1152px] flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-4 desk:px-6">
          <p>Demo store: nothing is charged or shipped.</p>
          <ThemeSelect initial={theme} />
        </div>
      </footer>
    </div>
  );
}
