import type { Queryable } from "#server/platform/database/db.ts";

type SeedProduct = { id: string; slug: string; name: string; description: string; priceCents: number; art: string };

const product = (number: number, art: string, name: string, priceCents: number, description: string): SeedProduct => ({
  // Fixed for ever: a link to a product survives a reset of the demo.
  id: `0190a000-0000-7000-8000-0000000000${String(number).padStart(2, "0")}`,
  slug: name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, ""),
  name,
  description,
  priceCents,
  art,
});

/** The shop of the demo: twelve things for a desk, a kitchen and a way home. */
const catalogue: readonly SeedProduct[] = [
  product(1, "pendant-lamp", "Pendant lamp No. 2", 4900, "Spun aluminium, matt inside, two metres of cloth cable."),
  product(2, "enamel-mug", "Enamel mug", 1400, "Holds 350 ml, survives the floor, the fire and the dishwasher."),
  product(3, "notebook", "Ruled notebook", 950, "160 pages of 90 g paper that lie flat; a ribbon to find your place."),
  product(4, "kettle", "Stove kettle", 6200, "Steel, 1.7 litres, whistles in thirds. Works on every hob."),
  product(5, "chair", "Workshop chair", 18900, "Bent beech and a seat that turns. Made to be repaired."),
  product(6, "teapot", "Stoneware teapot", 3850, "Pours without a drip. With a sieve that can be taken out."),
  product(7, "clock", "Wall clock", 4400, "Thirty centimetres, a silent hand, numerals to read across the room."),
  product(8, "backpack", "Day backpack", 7900, "Waxed canvas, 18 litres, a padded sleeve for a 14-inch computer."),
  product(9, "umbrella", "Walking umbrella", 3200, "Ash handle and eight ribs that bend in the wind and come back."),
  product(10, "scissors", "Paper scissors", 2450, "Forged, 18 cm, sharp to the tip. For either hand."),
  product(
    11,
    "plant",
    "Rubber plant in a pot",
    2900,
    "Forty centimetres tall, content with little light and less care.",
  ),
  product(12, "radio", "Kitchen radio", 8900, "One dial, one speaker, FM and DAB+. Wakes with the station you left."),
];

/** Adds the products that are missing. What is there stays as it is: an operator may have changed a price. */
export async function seedCatalogue(queryable: Queryable): Promise<number> {
  const { rowCount } = await queryable.query(
    `insert into product (id, slug, name, description, price_cents, currency, art)
     select id, slug, name, description, "priceCents", 'EUR', art
     from jsonb_to_recordset($1::jsonb)
       as seed (id uuid, slug text, name text, description text, "priceCents" int, art text)
     on conflict do nothing`,
    [JSON.stringify(catalogue)],
  );
  return rowCount ?? 0;
}
