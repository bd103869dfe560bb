/** Renders untrusted HTML in a sandboxed frame: no scripts, forms, links or remote images. */
export function SandboxedFrame({ title, html, className }: { title: string; html: string; className: string }) {
  return (
    <iframe
      title={title}
      sandbox=""
      srcDoc={withPolicy(html)}
      className={`w-full rounded-panel border border-line bg-[#fff] [color-scheme:light] ${className}`}
    />
  );
}

/**
 * Remote images would report to the sender when and where the mail was read. The page's CSP has no nonce for the mail's
 * style sheets, so they are removed; style attributes stay.
 */
const withPolicy = (html: string): string =>
  `<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">${html.replace(/<style[\s\S]*?<\/style\s*>/gi, "")}`;
