/** Tab icon with the number of dead letters. 16 pixels have room for one digit. */
export function deadLetterIcon(dead: number): string {
  const count = dead > 9 ? "9+" : String(dead);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#cf5148" d="M10 1h12l9 9v12l-9 9H10l-9-9V10z"/><text x="16" y="23.500" text-anchor="middle" font-family="system-ui,sans-serif" font-weight="700" font-size="${count.length > 1 ? 17 : 21}" fill="#fff">${count}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

let own: string | undefined;

/** Sets the tab icon to the number of dead letters, or back to the default at 0. */
export function showDeadLetterIcon(dead: number): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel~="icon"]');
  if (!link) return;
  if (!link.href.startsWith("data:")) own = link.href;
  link.href = dead > 0 ? deadLetterIcon(dead) : (own ?? link.href);
}
