/** `€49.00`: minor units and an ISO 4217 code, as the API carries them. */
export function formatMoney(cents: number, currency: string): string {
  const format = new Intl.NumberFormat("en-IE", { style: "currency", currency });
  return format.format(cents / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
