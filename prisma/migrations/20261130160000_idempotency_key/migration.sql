-- The key by which a receiver drops a second copy (Message-ID, Idempotency-Key): a function of the message and the handler, so
-- that a restored database gives it again. UUIDv8 (RFC 9562): 60 bits of the message's id, its time, then 60 of a SHA-256.
-- See docs/decisions/0071-keys-pauses-and-drains.md. Deliveries that exist keep theirs.
--
-- STABLE, as convert_to is: an IMMUTABLE function would not be inlined into the relay's statement and costs four times as much.
-- Not md5: it is refused where OpenSSL runs in FIPS mode.
CREATE FUNCTION idempotency_key_of(message_id uuid, handler text) RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
  select (left(message_id::text, 14) || '8' || substr(message_id::text, 16, 4) || '8'
          || left(encode(sha256(uuid_send(message_id) || convert_to(handler, 'UTF8')), 'hex'), 15))::uuid
$$;
