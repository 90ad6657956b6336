ALTER TABLE "deliveries" ADD COLUMN "next_attempt_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "deliveries_in_line" ON "deliveries" USING btree ("org_id","target","id") WHERE state in ('waiting', 'sending');--> statement-breakpoint
-- Says that there is something to look at, and no more: who looks finds all that waits. Postgres sends one a transaction.
CREATE FUNCTION notices_wait() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('events', 'notices:0');
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER notices_wait AFTER INSERT ON notices FOR EACH STATEMENT EXECUTE FUNCTION notices_wait();
--> statement-breakpoint
DROP FUNCTION waiting_notices();
--> statement-breakpoint
CREATE FUNCTION waiting_notices(older_than interval) RETURNS TABLE (org_id uuid, notice_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT n.org_id, n.id FROM public.notices n
  WHERE n.routed_at IS NULL AND n.created_at <= now() - older_than ORDER BY n.created_at LIMIT 200
$$;
--> statement-breakpoint
-- What should go on by itself and does not: its workflow was never started, or is gone. Pauses are an hour at the most.
CREATE FUNCTION waiting_deliveries() RETURNS TABLE (org_id uuid, delivery_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT d.org_id, d.id FROM public.deliveries d
  WHERE d.state IN ('waiting', 'sending')
    AND coalesce(d.next_attempt_at + interval '5 minutes', d.last_attempt_at + interval '90 minutes', d.created_at + interval '30 seconds') < now()
  ORDER BY d.id LIMIT 200
$$;
--> statement-breakpoint
DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['waiting_notices(interval)', 'waiting_deliveries()'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO aurora_app', f);
  END LOOP;
END $$;
