import type { ReactNode } from "react";

type CodeBlockProps = { label: string; children: ReactNode; wrap?: boolean; className?: string };

/** Text as a machine wrote it. It can be scrolled by keyboard, so it is a named region. */
export function CodeBlock({ label, children, wrap = false, className = "" }: CodeBlockProps) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: without it a long line cannot be read by keyboard.
      tabIndex={0}
      className={`overflow-auto rounded-control border border-line bg-sunken px-3 py-2 text-sm/6 ${className}`}
    >
      <pre className={wrap ? "whitespace-pre-wrap wrap-anywhere" : ""}>{children}</pre>
    </section>
  );
}
