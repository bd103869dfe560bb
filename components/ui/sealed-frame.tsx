/** Foreign HTML in a frame that may do nothing: no script, no form, no link out, no picture from afar. */
export function SealedFrame({ title, html, className }: { title: string; html: string; className: string }) {
  return (
    <iframe
      title={title}
      sandbox=""
      srcDoc={sealed(html)}
      className={`w-full rounded-panel border border-line bg-[#fff] [color-scheme:light] ${className}`}
    />
  );
}

/**
 * A mail may fetch nothing: a picture from afar would tell its sender when and where it was read. The frame is under the
 * page's own policy too, which knows no nonce for the mail's style sheets: they go, its style attributes stay.
 */
const sealed = (html: string): string =>
  `<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">${html.replace(/<style[\s\S]*?<\/style\s*>/gi, "")}`;
