-- Handlers whose deliveries wait because an operator said so, and why.
CREATE TABLE "handler_pause" (
    "handler" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "paused_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "handler_pause_pkey" PRIMARY KEY ("handler")
);

-- For the statement that claims deliveries of one handler: it fails as a whole, as it does where nothing may be sent at all.
CREATE FUNCTION require_sending(handler_id text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
begin
  perform require_sending();
  if exists (select from handler_pause p where p.handler = handler_id) then
    raise exception 'the handler % is paused', handler_id using errcode = 'RDP01';
  end if;
  return true;
end $$;
