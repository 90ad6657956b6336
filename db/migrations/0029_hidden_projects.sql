-- What a project for its members keeps from others is enforced where tenancy is: `enter_org` lists the projects that a
-- person does not see, and no query of their transaction finds a row of one, whatever it asks.
CREATE FUNCTION app_hidden_projects() RETURNS uuid[] LANGUAGE sql STABLE AS
$$ SELECT coalesce(nullif(current_setting('app.hidden_projects', true), ''), '{}')::uuid[] $$;
--> statement-breakpoint
-- The list is read once a query (a sub-select without the row), so that where nothing is hidden it costs next to nothing.
CREATE POLICY hidden ON projects AS RESTRICTIVE USING (id <> ALL ((SELECT app_hidden_projects())::uuid[]));
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOR t IN
    SELECT c.relname FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'project_id' AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
  LOOP
    EXECUTE format('CREATE POLICY hidden ON %I AS RESTRICTIVE USING (project_id IS NULL OR project_id <> ALL ((SELECT app_hidden_projects())::uuid[]))', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['run_transitions', 'approvals'] LOOP
    EXECUTE format('CREATE POLICY hidden ON %I AS RESTRICTIVE USING ((SELECT cardinality(app_hidden_projects()) = 0) OR EXISTS (SELECT 1 FROM runs r WHERE r.id = run_id))', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['turns', 'messages', 'llm_usage', 'chat_threads'] LOOP
    EXECUTE format('CREATE POLICY hidden ON %I AS RESTRICTIVE USING ((SELECT cardinality(app_hidden_projects()) = 0) OR EXISTS (SELECT 1 FROM chat_sessions s WHERE s.id = session_id))', t);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE POLICY hidden ON stop_requests AS RESTRICTIVE USING ((SELECT cardinality(app_hidden_projects()) = 0)
  OR EXISTS (SELECT 1 FROM runs r WHERE r.id = run_id) OR EXISTS (SELECT 1 FROM chat_sessions s WHERE s.id = session_id));
--> statement-breakpoint
CREATE POLICY hidden ON notices AS RESTRICTIVE USING ((SELECT cardinality(app_hidden_projects()) = 0)
  OR coalesce((subject ->> 'projectId')::uuid <> ALL ((SELECT app_hidden_projects())::uuid[]), true));
--> statement-breakpoint
CREATE POLICY hidden ON deliveries AS RESTRICTIVE USING ((SELECT cardinality(app_hidden_projects()) = 0)
  OR EXISTS (SELECT 1 FROM notices n WHERE n.id = notice_id));
--> statement-breakpoint
-- Which project something belongs to, for the role that counts there: no row where there is no such thing, null for what
-- belongs to the organisation as a whole. It sees hidden ones too: the answer is for the caller's rule, not for people.
CREATE FUNCTION project_of(p_org uuid, p_kind text, p_id uuid) RETURNS TABLE (project_id uuid) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  PERFORM enter_org(p_org, NULL);
  CASE p_kind
    WHEN 'project' THEN RETURN QUERY SELECT id FROM projects WHERE id = p_id;
    WHEN 'run' THEN RETURN QUERY SELECT r.project_id FROM runs r WHERE r.id = p_id;
    WHEN 'session' THEN RETURN QUERY SELECT s.project_id FROM chat_sessions s WHERE s.id = p_id;
    WHEN 'pull_request' THEN RETURN QUERY SELECT r.project_id FROM pull_requests r WHERE r.id = p_id;
    WHEN 'memory_note' THEN RETURN QUERY SELECT n.project_id FROM memory_notes n WHERE n.id = p_id;
    WHEN 'budget' THEN RETURN QUERY SELECT b.project_id FROM budgets b WHERE b.id = p_id;
  END CASE;
END $$;
