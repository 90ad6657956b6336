-- Checks of connections work across organisations in two places: the sweeper tells of those that nobody has taken up,
-- and every connection is to have its schedule. Both answer with ids only.
CREATE POLICY sweep ON connection_checks FOR SELECT TO CURRENT_USER USING (true);
--> statement-breakpoint
CREATE FUNCTION waiting_connection_checks() RETURNS TABLE (org_id uuid, connection_id uuid, check_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT k.org_id, k.connection_id, k.id FROM public.connection_checks k
  JOIN public.connections c ON c.id = k.connection_id AND c.archived_at IS NULL
  WHERE k.state = 'waiting' AND k.created_at < now() - interval '5 seconds'
  ORDER BY k.created_at LIMIT 200
$$;
--> statement-breakpoint
CREATE FUNCTION wanted_connection_checks() RETURNS TABLE (org_id uuid, connection_id uuid, connected boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT c.org_id, c.id, c.archived_at IS NULL FROM public.connections c ORDER BY c.id
$$;
--> statement-breakpoint
-- Those that were there before checks were have their inventory already: it goes on. The owner is bound by the policies
-- too, and no organisation is set here.
ALTER TABLE sync_settings NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
INSERT INTO sync_settings (org_id, connection_id)
  SELECT c.org_id, c.id FROM connections c
  WHERE NOT EXISTS (SELECT FROM sync_settings s WHERE s.connection_id = c.id);
--> statement-breakpoint
ALTER TABLE sync_settings FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- From now on an account is synced once a check has said that it works, or where somebody chose so.
CREATE OR REPLACE FUNCTION wanted_sync_schedules() RETURNS TABLE (org_id uuid, connection_id uuid, enabled boolean, interval_minutes integer, paused_reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT c.org_id, c.id, c.archived_at IS NULL AND coalesce(s.enabled, c.verified_at IS NOT NULL),
    coalesce(s.interval_minutes, 60), s.paused_reason
  FROM public.connections c LEFT JOIN public.sync_settings s ON s.connection_id = c.id
  WHERE c.provider <> 'ssh'
  ORDER BY c.id
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION waiting_connection_checks() FROM PUBLIC;
--> statement-breakpoint
REVOKE ALL ON FUNCTION wanted_connection_checks() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION waiting_connection_checks() TO aurora_app;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION wanted_connection_checks() TO aurora_app;
