-- What every request and every live event asks first, each in one round trip instead of the four of a transaction.
-- They run with the rights of the caller: row-level security decides what they find.

-- Who acts, or nothing when the sign-in ended, the person was disabled or left the organisation.
CREATE FUNCTION acting_member(p_org uuid, p_user uuid, p_sign_in uuid)
RETURNS TABLE (role text, user_name text, email text, org_name text, org_slug text)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('app.org_id', p_org::text, true), set_config('app.user_id', p_user::text, true);
  RETURN QUERY
    SELECT m.role, u.name, u.email, o.name, o.slug
    FROM memberships m
    JOIN users u ON u.id = m.user_id AND u.disabled_at IS NULL
    JOIN organisations o ON o.id = m.org_id
    JOIN sign_ins s ON s.org_id = m.org_id AND s.user_id = m.user_id
    WHERE m.org_id = p_org AND m.user_id = p_user
      AND s.id = p_sign_in AND s.revoked_at IS NULL AND s.expires_at > now();
END $$;
--> statement-breakpoint
CREATE FUNCTION read_events(p_org uuid, p_stream text, p_after bigint, p_limit int)
RETURNS TABLE (seq bigint, type text, payload jsonb, created_at timestamptz)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('app.org_id', p_org::text, true);
  RETURN QUERY
    SELECT e.seq, e.type, e.payload, e.created_at FROM events e
    WHERE e.stream = p_stream AND e.seq > p_after
    ORDER BY e.seq LIMIT p_limit;
END $$;
--> statement-breakpoint
-- The newest number of a stream of this organisation (0: nothing happened yet), or null where there is no such thing.
CREATE FUNCTION visible_stream(p_org uuid, p_stream text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE v_id uuid := split_part(p_stream, ':', 2)::uuid;
        v_there boolean;
BEGIN
  PERFORM set_config('app.org_id', p_org::text, true);
  v_there := CASE split_part(p_stream, ':', 1)
    WHEN 'session' THEN EXISTS (SELECT 1 FROM chat_sessions WHERE id = v_id)
    WHEN 'run' THEN EXISTS (SELECT 1 FROM runs WHERE id = v_id)
    WHEN 'org' THEN v_id = p_org
    ELSE false
  END;
  IF NOT v_there THEN RETURN NULL; END IF;
  RETURN coalesce((SELECT last_seq FROM event_streams WHERE stream = p_stream), 0);
END $$;
