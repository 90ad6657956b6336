-- What was saved while nobody could be told: the sweeper of the API asks for it and tells again.
-- It works across organisations, which row-level security forbids the application's role. So one function of
-- the owner answers with ids only, and the owner, whom FORCE binds too, may read these tables for it.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['messages', 'turns', 'runs', 'approvals', 'stop_requests'] LOOP
    EXECUTE format('CREATE POLICY sweep ON %I FOR SELECT TO CURRENT_USER USING (true)', t);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE INDEX turns_unfinished ON turns (session_id) WHERE state IN ('queued', 'running');
--> statement-breakpoint
CREATE INDEX runs_unfinished ON runs (created_at) WHERE finished_at IS NULL;
--> statement-breakpoint
CREATE INDEX approvals_unchecked ON approvals (created_at) WHERE counted IS NULL;
--> statement-breakpoint
CREATE FUNCTION waiting_work() RETURNS TABLE (kind text, org_id uuid, session_id uuid, run_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  -- Conversations where something waits and nothing runs: a running turn looks for more by itself when it ends.
  (SELECT 'session', w.org_id, w.session_id, NULL::uuid, w.session_id
   FROM (
     SELECT m.org_id, m.session_id FROM public.messages m
     WHERE m.role = 'user' AND m.turn_id IS NULL AND m.created_at < now() - interval '5 seconds'
     UNION
     SELECT t.org_id, t.session_id FROM public.turns t
     WHERE t.state = 'queued' AND t.created_at < now() - interval '5 seconds'
   ) w
   WHERE NOT EXISTS (SELECT 1 FROM public.turns t WHERE t.session_id = w.session_id AND t.state = 'running')
   LIMIT 200)
  UNION ALL
  (SELECT 'run', r.org_id, r.session_id, r.id, r.id FROM public.runs r
   WHERE r.finished_at IS NULL AND r.state = 'queued' AND r.created_at < now() - interval '5 seconds'
   ORDER BY r.created_at LIMIT 200)
  UNION ALL
  (SELECT 'approval', a.org_id, NULL::uuid, a.run_id, a.id FROM public.approvals a
   JOIN public.runs r ON r.id = a.run_id AND r.state = 'awaiting_approval'
   WHERE a.counted IS NULL AND a.created_at < now() - interval '5 seconds'
   ORDER BY a.created_at LIMIT 200)
  UNION ALL
  (SELECT 'cancel', s.org_id, NULL::uuid, s.run_id, s.id FROM public.stop_requests s
   JOIN public.runs r ON r.id = s.run_id AND r.finished_at IS NULL AND r.state <> 'applying'
   WHERE s.kind IN ('cancel', 'supersede') AND s.created_at < now() - interval '5 seconds'
   ORDER BY s.created_at LIMIT 200)
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION waiting_work() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION waiting_work() TO aurora_app;
