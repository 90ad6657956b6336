-- The legal moves of a run, the same table as in db/model/states.ts (a test compares them).
INSERT INTO run_moves (from_state, to_state) VALUES
  ('queued', 'gating'),
  ('queued', 'cancelled'),
  ('queued', 'failed'),
  ('queued', 'superseded'),
  ('gating', 'planning'),
  ('gating', 'cancelled'),
  ('gating', 'failed'),
  ('gating', 'superseded'),
  ('planning', 'evaluating'),
  ('planning', 'no_changes'),
  ('planning', 'cancelled'),
  ('planning', 'failed'),
  ('planning', 'superseded'),
  ('evaluating', 'awaiting_approval'),
  ('evaluating', 'planned'),
  ('evaluating', 'cancelled'),
  ('evaluating', 'failed'),
  ('evaluating', 'superseded'),
  ('awaiting_approval', 'approved'),
  ('awaiting_approval', 'rejected'),
  ('awaiting_approval', 'expired'),
  ('awaiting_approval', 'cancelled'),
  ('awaiting_approval', 'failed'),
  ('awaiting_approval', 'superseded'),
  ('approved', 'verifying'),
  ('approved', 'cancelled'),
  ('approved', 'failed'),
  ('approved', 'superseded'),
  ('verifying', 'applying'),
  ('verifying', 'stale'),
  ('verifying', 'cancelled'),
  ('verifying', 'failed'),
  ('verifying', 'superseded'),
  ('applying', 'applied'),
  ('applying', 'partial'),
  ('applying', 'failed');
--> statement-breakpoint
CREATE FUNCTION check_run_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state IS DISTINCT FROM OLD.state
     AND NOT EXISTS (SELECT 1 FROM run_moves WHERE from_state = OLD.state AND to_state = NEW.state) THEN
    RAISE EXCEPTION 'A run cannot go from % to %.', OLD.state, NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = 'run_moves';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER run_moves BEFORE UPDATE OF state ON runs FOR EACH ROW EXECUTE FUNCTION check_run_move();
--> statement-breakpoint

-- Appends one event in one round trip and returns its number. The lock on the stream's row puts writers
-- in order, so numbers have no gaps; a key that is already there appends nothing and returns the old number.
CREATE FUNCTION append_event(p_org uuid, p_stream text, p_type text, p_payload jsonb, p_key text DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE v_seq bigint;
BEGIN
  PERFORM set_config('app.org_id', p_org::text, true);
  INSERT INTO event_streams (stream, org_id, last_seq) VALUES (p_stream, p_org, 0)
    ON CONFLICT (stream) DO NOTHING;
  PERFORM 1 FROM event_streams WHERE stream = p_stream FOR UPDATE;
  IF p_key IS NOT NULL THEN
    SELECT seq INTO v_seq FROM events WHERE stream = p_stream AND key = p_key;
    IF FOUND THEN RETURN v_seq; END IF;
  END IF;
  UPDATE event_streams SET last_seq = last_seq + 1 WHERE stream = p_stream RETURNING last_seq INTO STRICT v_seq;
  INSERT INTO events (org_id, stream, seq, type, payload, key)
    VALUES (p_org, p_stream, v_seq, p_type, p_payload, p_key);
  -- NOTIFY carries at most 8,000 bytes: the stream and the number, the reader fetches the row.
  PERFORM pg_notify('events', p_stream || ':' || v_seq);
  RETURN v_seq;
END $$;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION append_event(uuid, text, text, jsonb, text) TO aurora_app;
