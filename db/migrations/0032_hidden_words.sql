-- The stream of the organisation is read by everybody in it. Of what belongs to a project for its members it tells ids
-- and states; words that somebody wrote, or that come from a plan, are left out before the event is stored.
CREATE FUNCTION keep_hidden_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE uuids constant text := '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})';
        v_run uuid := coalesce(NEW.payload ->> 'runId', substring(NEW.payload ->> 'href' from '^/runs/' || uuids))::uuid;
        v_project uuid := coalesce(NEW.payload ->> 'projectId', substring(NEW.payload ->> 'href' from '^/projects/' || uuids))::uuid;
BEGIN
  v_project := coalesce(v_project, (SELECT r.project_id FROM runs r WHERE r.id = v_run),
    (SELECT s.project_id FROM chat_sessions s WHERE s.id = (NEW.payload ->> 'sessionId')::uuid));
  IF EXISTS (SELECT 1 FROM projects p WHERE p.id = v_project AND p.access = 'members') THEN
    IF NEW.payload ? 'title' THEN NEW.payload := NEW.payload || '{"title": ""}'; END IF;
    IF NEW.payload ? 'reason' THEN NEW.payload := NEW.payload || '{"reason": null}'; END IF;
    IF NEW.payload ? 'text' THEN NEW.payload := NEW.payload || '{"text": "Something happened in a project for its members."}'; END IF;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER keep_hidden_words BEFORE INSERT ON events FOR EACH ROW
  WHEN (NEW.stream LIKE 'org:%' AND NEW.payload ?| ARRAY['title', 'reason', 'text'])
  EXECUTE FUNCTION keep_hidden_words();
