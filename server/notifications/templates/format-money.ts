/** An amount in minor units as a reader of English sees it: 7420 EUR is €74.20, 7420 JPY is ¥7,420. */
export function formatMoney(minorUnits: number, currency: string): string {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.format(minorUnits / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
