-- Which integrations have projects whose branches are looked at by themselves, across organisations: ids only, for the
-- keeper of schedules. Those that were removed are named too, so that their schedules go.
CREATE POLICY sweep ON repo_links FOR SELECT TO CURRENT_USER USING (true);
--> statement-breakpoint
CREATE FUNCTION wanted_repository_looks() RETURNS TABLE (org_id uuid, integration_id uuid, linked boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT i.org_id, i.id,
    i.archived_at IS NULL AND EXISTS (SELECT FROM public.repo_links l WHERE l.integration_id = i.id)
  FROM public.integrations i WHERE i.kind = 'github' ORDER BY i.id
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION wanted_repository_looks() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION wanted_repository_looks() TO aurora_app;
