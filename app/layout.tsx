import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { QueryProvider } from "#components/api/query-provider.tsx";
import { NowProvider } from "#components/browser/now.tsx";
import { readTheme } from "#components/browser/theme.ts";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Redeliver demo store", template: "%s · Redeliver" },
  description: "Orders confirm instantly. E-mail can fail. Nothing is lost.",
};

/** The theme comes from a cookie, so that the first render has it. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = readTheme((await cookies()).get("theme")?.value);
  return (
    <html
      lang="en"
      data-theme={theme === "system" ? undefined : theme}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      // The theme select changes data-theme in the browser.
      suppressHydrationWarning
    >
      <body>
        <NowProvider now={Date.now()}>
          <QueryProvider>{children}</QueryProvider>
        </NowProvider>
      </body>
    </html>
  );
}
