-- Says whose access changed, so that the API looks again at what they have open, at once. A null person: everybody of
-- the organisation; a null organisation: the person in all of theirs. Postgres sends equal ones once a transaction.
CREATE FUNCTION tell_access(p_org uuid, p_user uuid) RETURNS void LANGUAGE sql AS $$
  SELECT pg_notify('aurora_access', json_build_object('orgId', p_org, 'userId', p_user)::text)
$$;
--> statement-breakpoint
CREATE FUNCTION access_of_member_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM tell_access(OLD.org_id, OLD.user_id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION access_of_person_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM tell_access(NULL, OLD.id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION access_of_project_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM tell_access(OLD.org_id, NULL);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER access_told AFTER UPDATE ON memberships FOR EACH ROW
  WHEN (OLD.role <> NEW.role OR OLD.disabled_at IS DISTINCT FROM NEW.disabled_at)
  EXECUTE FUNCTION access_of_member_changed();
--> statement-breakpoint
CREATE TRIGGER access_told_gone AFTER DELETE ON memberships FOR EACH ROW EXECUTE FUNCTION access_of_member_changed();
--> statement-breakpoint
CREATE TRIGGER access_told AFTER UPDATE OF disabled_at ON users FOR EACH ROW
  WHEN (OLD.disabled_at IS DISTINCT FROM NEW.disabled_at) EXECUTE FUNCTION access_of_person_changed();
--> statement-breakpoint
CREATE TRIGGER access_told AFTER UPDATE OR DELETE ON project_members FOR EACH ROW EXECUTE FUNCTION access_of_member_changed();
--> statement-breakpoint
CREATE TRIGGER access_told AFTER UPDATE OF access ON projects FOR EACH ROW
  WHEN (OLD.access <> NEW.access) EXECUTE FUNCTION access_of_project_changed();
--> statement-breakpoint
CREATE TRIGGER access_told AFTER UPDATE OF revoked_at ON api_tokens FOR EACH ROW
  WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL) EXECUTE FUNCTION access_of_member_changed();
--> statement-breakpoint
-- The projects of one's organisation that one does not see: those for their members, for who is neither that nor an
-- admin. Without a person (a workflow's activity, which acts for the organisation) nothing is hidden.
CREATE FUNCTION hidden_projects(p_org uuid, p_user uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(p.id), '{}') FROM projects p
  LEFT JOIN memberships m ON m.org_id = p_org AND m.user_id = p_user AND m.disabled_at IS NULL
  LEFT JOIN project_members pm ON pm.project_id = p.id AND pm.user_id = p_user
  WHERE p.org_id = p_org AND p.access = 'members' AND p_user IS NOT NULL
    AND NOT coalesce(m.role = 'admin' OR (m.role IS NOT NULL AND pm.role IS NOT NULL), false)
$$;
--> statement-breakpoint
CREATE INDEX projects_for_members ON projects (org_id) WHERE access = 'members';
--> statement-breakpoint
-- Whose rows a transaction sees, in one round trip. The list is emptied first, so that finding it is not hindered by it.
CREATE FUNCTION enter_org(p_org uuid, p_user uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE hidden uuid[];
BEGIN
  PERFORM set_config('app.org_id', p_org::text, true), set_config('app.user_id', coalesce(p_user::text, ''), true),
    set_config('app.hidden_projects', '', true);
  IF p_user IS NULL THEN RETURN; END IF;
  hidden := hidden_projects(p_org, p_user);
  IF cardinality(hidden) > 0 THEN PERFORM set_config('app.hidden_projects', hidden::text, true); END IF;
END $$;
--> statement-breakpoint
DROP FUNCTION visible_stream(uuid, text);
--> statement-breakpoint
-- The newest number of a stream that this person sees (0: nothing happened yet), or null where there is no such thing.
CREATE FUNCTION visible_stream(p_org uuid, p_user uuid, p_stream text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE v_id uuid := split_part(p_stream, ':', 2)::uuid;
        v_there boolean;
BEGIN
  PERFORM enter_org(p_org, p_user);
  v_there := CASE split_part(p_stream, ':', 1)
    WHEN 'session' THEN EXISTS (SELECT 1 FROM chat_sessions WHERE id = v_id)
    WHEN 'run' THEN EXISTS (SELECT 1 FROM runs WHERE id = v_id)
    WHEN 'org' THEN v_id = p_org
    ELSE false
  END;
  IF NOT v_there THEN RETURN NULL; END IF;
  RETURN coalesce((SELECT last_seq FROM event_streams WHERE stream = p_stream), 0);
END $$;
