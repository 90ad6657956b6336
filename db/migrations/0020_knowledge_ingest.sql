ALTER TABLE "chunks" ADD COLUMN "indexed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "seen" jsonb;--> statement-breakpoint
CREATE INDEX "chunks_to_index" ON "chunks" USING btree ("document_id") WHERE removed_at is null and indexed_at is null;
--> statement-breakpoint
CREATE POLICY sweep ON knowledge_indexes FOR SELECT TO CURRENT_USER USING (true);
--> statement-breakpoint
-- Asked for, and begun by no workflow: how many documents there are is the first thing that one learns.
CREATE FUNCTION waiting_ingests() RETURNS TABLE (org_id uuid, source_id uuid, ingest_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT i.org_id, i.source_id, i.id FROM public.knowledge_ingests i
  WHERE i.state = 'running' AND i.documents_total IS NULL AND i.started_at < now() - interval '5 seconds'
  ORDER BY i.started_at LIMIT 200
$$;
--> statement-breakpoint
CREATE FUNCTION wanted_knowledge_schedules() RETURNS TABLE (org_id uuid, source_id uuid, interval_minutes integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT s.org_id, s.id, CASE WHEN s.archived_at IS NULL THEN s.interval_minutes END
  FROM public.knowledge_sources s WHERE s.kind IN ('urls', 'git') ORDER BY s.id
$$;
--> statement-breakpoint
-- Organisations whose serving index has another embedding than the configuration, or whose next one is unfinished.
CREATE FUNCTION waiting_reindexes(wanted text) RETURNS TABLE (org_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT DISTINCT i.org_id FROM public.knowledge_indexes i
  WHERE i.state = 'building' OR (i.state = 'serving' AND i.embedding <> wanted)
$$;
--> statement-breakpoint
DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['waiting_ingests()', 'wanted_knowledge_schedules()', 'waiting_reindexes(text)'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO aurora_app', f);
  END LOOP;
END $$;
