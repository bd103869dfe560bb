-- Per handler whose tries failed by the dozen: whether its deliveries are held, and which of them is let through to see.
CREATE TABLE "handler_breaker" (
    "handler" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "since" TIMESTAMPTZ(6) NOT NULL,
    "opened_at" TIMESTAMPTZ(6),
    "failed" INTEGER,
    "tries" INTEGER,
    "failure_code" TEXT,
    "actor_name" TEXT,
    "reason" TEXT,
    "trips" INTEGER NOT NULL,
    "next_probe_at" TIMESTAMPTZ(6),
    "probe_id" UUID,
    "probe_until" TIMESTAMPTZ(6),
    "probes_begun" INTEGER NOT NULL,
    "let_through_until" TIMESTAMPTZ(6),
    "version" INTEGER NOT NULL,

    CONSTRAINT "handler_breaker_pkey" PRIMARY KEY ("handler"),
    CONSTRAINT "handler_breaker_state_check" CHECK ("state" IN ('closed', 'open', 'half_open'))
);

-- For the statement that claims deliveries of one handler. A pause goes first. Of a handler whose breaker is not closed
-- nothing is claimed but by whoever has just taken the place of its probe. One statement for both brakes: it is asked with every claim. The function of
-- before, which knows pauses alone, stays: a worker of the build before claims by it until it is replaced.
CREATE FUNCTION require_sending(handler_id text, is_probe boolean) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
declare
  brake text;
begin
  perform require_sending();
  select case when exists (select from handler_pause p where p.handler = handler_id) then 'paused'
              when not is_probe and exists (select from handler_breaker b where b.handler = handler_id and b.state <> 'closed')
                then 'held' end into brake;
  if brake = 'paused' then
    raise exception 'the handler % is paused', handler_id using errcode = 'RDP01';
  elsif brake = 'held' then
    raise exception 'the deliveries of % are held by its breaker', handler_id using errcode = 'RDP02';
  end if;
  return true;
end $$;
