import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import pg from "pg";
import * as z from "zod";

// The baseline of intake, a process of its own: node:http, zod and pg, one insert of an order and its message.
// node bench/rig/bare-intake.ts <url> <port>
const [url = "", port = "0"] = process.argv.slice(2);
const schema = z.object({
  customer: z.object({ name: z.string().min(1).max(120), email: z.email() }),
  items: z
    .array(z.object({ productId: z.uuid(), quantity: z.int().min(1).max(99) }))
    .min(1)
    .max(50),
});
const pool = new pg.Pool({ connectionString: url, max: 10 });
await pool.query(`
  create table bare_order (id uuid primary key, email text not null, items jsonb not null, created_at timestamptz not null default now());
  create table bare_outbox (id uuid primary key, seq bigint generated always as identity, type text not null, data jsonb not null,
                            created_at timestamptz not null default now())`);

const text = `
  with placed as (insert into bare_order (id, email, items) values ($1, $2, $3) returning id)
  insert into bare_outbox (id, type, data) select $4, 'order.created', $5 from placed`;

async function take(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { customer, items } = schema.parse(JSON.parse(Buffer.concat(chunks).toString()));
  const id = randomUUID();
  const data = JSON.stringify({ orderId: id, email: customer.email });
  await pool.query({
    name: "place",
    text,
    values: [id, customer.email, JSON.stringify(items), randomUUID(), data],
  });
  return JSON.stringify({ success: true, orderId: id });
}

createServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
  take(incoming).then(
    (body) => outgoing.writeHead(201, { "Content-Type": "application/json" }).end(body),
    () => outgoing.writeHead(400).end(),
  );
}).listen(Number(port), "127.0.0.1");
process.once("disconnect", () => process.exit(0));
