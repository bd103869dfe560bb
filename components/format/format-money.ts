/** Formats minor units with an ISO 4217 code: `€49.00`. */
export function formatMoney(cents: number, currency: string): string {
  const format = new Intl.NumberFormat("en-IE", { style: "currency", currency });
  return format.format(cents / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
