-- Readiness takes the locks of an order (decision 10). LOCK TABLE asks for rights that web's role lacks on PostgreSQL 14 and 15
-- where it may only insert, and that a worker's role never has: the owner takes the locks, for the caller's transaction.
CREATE FUNCTION lock_intake() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
begin
  lock table product in access share mode;
  lock table customer, customer_order, order_line, idempotency_key, outbox_message, outbox_pending in row exclusive mode;
end $$;
