const here = "http://here.invalid";

/**
 * Redirect target after sign-in, limited to paths of this site. Browsers read `\` as `/` and drop tabs and line breaks,
 * so the parsed URL is checked, and it must begin with a single slash.
 */
export function safeNext(requested: string | string[] | undefined): string {
  if (typeof requested !== "string" || !/^\/(?![/\\])/.test(requested) || !URL.canParse(requested, here)) return "/ops";
  const url = new URL(requested, here);
  // The Next.js router adds it to its fetches; page URLs do not have it.
  if (url.searchParams.has("_rsc")) url.searchParams.delete("_rsc");
  const { origin, pathname, search } = url;
  if (origin !== here || pathname.startsWith("//") || pathname === "/sign-in") return "/ops";
  return `${pathname}${search}`;
}
