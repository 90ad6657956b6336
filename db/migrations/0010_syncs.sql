ALTER TABLE "sync_runs" ADD COLUMN "principal" text;--> statement-breakpoint
CREATE UNIQUE INDEX "sync_runs_one_at_a_time" ON "sync_runs" USING btree ("connection_id") WHERE state = 'running';--> statement-breakpoint
-- Syncs work across organisations in two places: the sweeper tells of those that nobody has begun, and every
-- connection is to have its schedule. Both answer with ids and choices only.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['connections', 'sync_settings', 'sync_runs', 'sync_scopes'] LOOP
    EXECUTE format('CREATE POLICY sweep ON %I FOR SELECT TO CURRENT_USER USING (true)', t);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE FUNCTION wanted_sync_schedules() RETURNS TABLE (org_id uuid, connection_id uuid, enabled boolean, interval_minutes integer, paused_reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT c.org_id, c.id, coalesce(s.enabled, true), coalesce(s.interval_minutes, 60), s.paused_reason
  FROM public.connections c LEFT JOIN public.sync_settings s ON s.connection_id = c.id
  ORDER BY c.id
$$;
--> statement-breakpoint
CREATE FUNCTION waiting_syncs() RETURNS TABLE (org_id uuid, connection_id uuid, sync_run_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT r.org_id, r.connection_id, r.id FROM public.sync_runs r
  WHERE r.state = 'running' AND r.started_at < now() - interval '5 seconds'
    AND NOT EXISTS (SELECT 1 FROM public.sync_scopes s WHERE s.sync_run_id = r.id)
  ORDER BY r.started_at LIMIT 200
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION wanted_sync_schedules() FROM PUBLIC;
--> statement-breakpoint
REVOKE ALL ON FUNCTION waiting_syncs() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION wanted_sync_schedules() TO aurora_app;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION waiting_syncs() TO aurora_app;
