-- For which database sending was confirmed: the newest row counts. See docs/decisions/0011-after-a-restore.md.
CREATE TABLE "sending_permit" (
    "seq" BIGINT NOT NULL,
    "system_identifier" BIGINT,
    "database_oid" OID NOT NULL,
    "table_oid" OID NOT NULL,
    "timeline" INTEGER,
    "confirmed_at" TIMESTAMPTZ(6) NOT NULL,
    CONSTRAINT "sending_permit_pkey" PRIMARY KEY ("seq")
);

-- What no copy of this database has alike. Null where the server does not tell, as managed ones may; a standby has no timeline.
CREATE FUNCTION database_identity(OUT system_identifier bigint, OUT database_oid oid, OUT table_oid oid, OUT timeline integer)
LANGUAGE plpgsql STABLE AS $$
declare
  -- A session lives in one database of one server: both are looked up once (25 of 40 µs), and behind a pooler this is its session.
  known text := current_setting('redeliver.identity', true);
begin
  table_oid := to_regclass('sending_permit');
  if known like '%:%' then
    system_identifier := split_part(known, ':', 1)::bigint;
    database_oid := split_part(known, ':', 2)::oid;
  else
    select oid into database_oid from pg_database where datname = current_database();
    begin
      select s.system_identifier into system_identifier from pg_control_system() s;
      perform set_config('redeliver.identity', system_identifier || ':' || database_oid, false);
    exception when others then system_identifier := null;
    end;
  end if;
  begin
    -- Of the WAL that is being written: the control file still has the old timeline in the first moments after a promotion.
    timeline := ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::integer;
  exception when others then timeline := null;
  end;
end $$;

-- Why nothing may be sent from this database: null when it may. The words are those of server/contracts/sending.ts.
CREATE FUNCTION sending_paused_by() RETURNS text LANGUAGE plpgsql STABLE AS $$
declare
  confirmed sending_permit;
  here record;
begin
  select * into confirmed from sending_permit order by seq desc limit 1;
  select * into here from database_identity();
  return case
    when confirmed.seq is null then 'never_confirmed'
    when confirmed.database_oid = 0 then 'withdrawn'
    when confirmed.system_identifier is distinct from here.system_identifier then 'other_server'
    when confirmed.database_oid is distinct from here.database_oid then 'other_database'
    when confirmed.table_oid is distinct from here.table_oid then 'other_tables'
    when confirmed.timeline is distinct from here.timeline then 'other_timeline'
  end;
end $$;

-- For the statement that claims a delivery: it fails as a whole, so that nothing is counted and nothing is sent.
CREATE FUNCTION require_sending() RETURNS boolean LANGUAGE plpgsql STABLE AS $$
declare
  reason text := sending_paused_by();
begin
  if reason is not null then
    raise exception 'sending is paused: %', reason using errcode = 'RDP01';
  end if;
  return true;
end $$;

CREATE FUNCTION sending_permit_append() RETURNS trigger LANGUAGE plpgsql AS $$
begin
  -- By its oid and with its schema: while a dump is loaded the search path is empty.
  execute format('select coalesce(max(seq), 0) + 1 from %s', tg_relid::regclass) into new.seq;
  -- A row that brings its own time was not confirmed here: it comes out of a dump, and confirms nothing.
  if new.confirmed_at is not null then
    new.database_oid := 0;
  end if;
  new.confirmed_at := coalesce(new.confirmed_at, clock_timestamp());
  return new;
end $$;
CREATE TRIGGER sending_permit_append BEFORE INSERT ON "sending_permit"
  FOR EACH ROW EXECUTE FUNCTION sending_permit_append();

CREATE FUNCTION sending_permit_keep() RETURNS trigger LANGUAGE plpgsql AS $$
begin
  raise exception 'sending_permit is append-only' using errcode = 'insufficient_privilege';
end $$;
CREATE TRIGGER sending_permit_keep_rows BEFORE UPDATE OR DELETE ON "sending_permit"
  FOR EACH ROW EXECUTE FUNCTION sending_permit_keep();
CREATE TRIGGER sending_permit_keep_table BEFORE TRUNCATE ON "sending_permit"
  FOR EACH STATEMENT EXECUTE FUNCTION sending_permit_keep();

-- A database that is made, or brought up to date, here may send here. A copy brings this row along, and it names another one.
INSERT INTO "sending_permit" ("system_identifier", "database_oid", "table_oid", "timeline")
SELECT system_identifier, database_oid, table_oid, timeline FROM database_identity();
