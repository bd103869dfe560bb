const here = "http://here.invalid";

/**
 * Where to go after a sign-in: a path of ours, whatever was asked for. Browsers read `\` as `/` and drop tabs and line
 * breaks, so what the URL parser makes of it decides, and it must begin with a single slash.
 */
export function safeNext(asked: string | string[] | undefined): string {
  if (typeof asked !== "string" || !/^\/(?![/\\])/.test(asked) || !URL.canParse(asked, here)) return "/ops";
  const url = new URL(asked, here);
  // Next's router adds it to its fetches. No page has it in its address.
  if (url.searchParams.has("_rsc")) url.searchParams.delete("_rsc");
  const { origin, pathname, search } = url;
  if (origin !== here || pathname.startsWith("//") || pathname === "/sign-in") return "/ops";
  return `${pathname}${search}`;
}
