-- What stands between a message and its first word, each in one round trip instead of the six to nine of a transaction.
-- They run with the rights of the caller: row-level security decides what they find.

-- Keeps a person's message as waiting, says so, and returns it. The same id again returns the one that is there;
-- nothing comes back when the organisation has no such conversation, or the id belongs to a message of another one.
-- A conversation is called by its first message until somebody gives it a name.
CREATE FUNCTION accept_message(
  p_org uuid, p_session uuid, p_id uuid, p_text text, p_author uuid, p_delivery text, p_title text, p_untitled text
) RETURNS SETOF messages LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('app.org_id', p_org::text, true);
  UPDATE chat_sessions SET updated_at = now() WHERE id = p_session;
  IF NOT FOUND THEN RETURN; END IF;
  INSERT INTO messages (id, org_id, session_id, role, text, author_id, delivery)
    VALUES (p_id, p_org, p_session, 'user', p_text, p_author, p_delivery)
    ON CONFLICT (id) DO NOTHING;
  IF FOUND THEN
    PERFORM append_event(p_org, 'session:' || p_session, 'message.accepted', jsonb_build_object(
      'messageId', p_id, 'role', 'user', 'text', p_text, 'authorId', p_author, 'delivery', p_delivery));
    UPDATE chat_sessions SET title = p_title WHERE id = p_session AND title = p_untitled;
    IF FOUND THEN
      PERFORM append_event(p_org, 'session:' || p_session, 'session.updated', jsonb_build_object('title', p_title));
      PERFORM append_event(p_org, 'org:' || p_org, 'session.updated',
        jsonb_build_object('sessionId', p_session, 'title', p_title));
    END IF;
  END IF;
  RETURN QUERY SELECT * FROM messages WHERE id = p_id AND session_id = p_session;
END $$;
--> statement-breakpoint
-- The turn to walk now, or nothing. A turn that is under way is answered again. What lay waiting longest goes first,
-- be it a message or the outcome of a run.
CREATE FUNCTION claim_next_turn(p_org uuid, p_session uuid)
RETURNS TABLE (turn_id uuid, turn_kind text) LANGUAGE plpgsql AS $$
DECLARE v_outcome turns;
        v_message messages;
BEGIN
  PERFORM set_config('app.org_id', p_org::text, true);
  SELECT id, kind INTO turn_id, turn_kind FROM turns
    WHERE session_id = p_session AND state IN ('running', 'waiting') LIMIT 1;
  IF FOUND THEN RETURN NEXT; RETURN; END IF;

  SELECT * INTO v_outcome FROM turns WHERE session_id = p_session AND state = 'queued' ORDER BY created_at LIMIT 1;
  SELECT * INTO v_message FROM messages
    WHERE session_id = p_session AND role = 'user' AND messages.turn_id IS NULL ORDER BY position LIMIT 1;
  IF v_outcome.id IS NOT NULL AND (v_message.id IS NULL OR v_outcome.created_at <= v_message.created_at) THEN
    UPDATE turns SET state = 'running', started_at = coalesce(started_at, now()) WHERE id = v_outcome.id
      RETURNING id, kind INTO turn_id, turn_kind;
  ELSIF v_message.id IS NOT NULL THEN
    INSERT INTO turns (org_id, session_id, kind, state, started_at)
      VALUES (p_org, p_session, 'message', 'running', now()) RETURNING id, kind INTO turn_id, turn_kind;
    UPDATE messages SET turn_id = claim_next_turn.turn_id WHERE id = v_message.id;
  ELSE
    RETURN;
  END IF;
  PERFORM append_event(p_org, 'session:' || p_session, 'turn.state',
    jsonb_build_object('turnId', turn_id, 'state', 'running', 'reason', null));
  RETURN NEXT;
END $$;
--> statement-breakpoint
-- Ends a turn and says so. One that has ended stays as it is.
CREATE FUNCTION finish_turn(p_org uuid, p_turn uuid, p_state text, p_reason text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE v_session uuid;
BEGIN
  PERFORM set_config('app.org_id', p_org::text, true);
  UPDATE turns SET state = p_state, reason = p_reason, started_at = coalesce(started_at, now()), finished_at = now()
    WHERE id = p_turn AND state NOT IN ('completed', 'stopped', 'failed') RETURNING session_id INTO v_session;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM append_event(p_org, 'session:' || v_session, 'turn.state',
    jsonb_build_object('turnId', p_turn, 'state', p_state, 'reason', p_reason));
END $$;
--> statement-breakpoint
-- Keeps what the model said, once per turn and step, with what it cost, then says so. A repeat changes nothing.
CREATE FUNCTION finish_answer(
  p_org uuid, p_session uuid, p_turn uuid, p_step int, p_id uuid, p_text text, p_calls jsonb, p_model text,
  p_stopped boolean, p_input_tokens int, p_output_tokens int, p_duration_ms int
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('app.org_id', p_org::text, true);
  IF p_duration_ms IS NOT NULL THEN
    INSERT INTO llm_usage (org_id, session_id, turn_id, step, model, input_tokens, output_tokens, duration_ms)
      VALUES (p_org, p_session, p_turn, p_step, p_model, p_input_tokens, p_output_tokens, p_duration_ms)
      ON CONFLICT DO NOTHING;
  END IF;
  INSERT INTO messages (id, org_id, session_id, turn_id, step, role, text, tool_calls, model, stopped)
    VALUES (p_id, p_org, p_session, p_turn, p_step, 'assistant', p_text, p_calls, p_model, p_stopped)
    ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM append_event(p_org, 'session:' || p_session, 'message.completed',
    jsonb_build_object('messageId', p_id, 'turnId', p_turn, 'text', p_text, 'toolCalls', p_calls, 'stopped', p_stopped),
    'message.completed:' || p_id);
END $$;
--> statement-breakpoint
-- Everything one step stands on, as rows of their tables; nothing when the organisation has no such turn.
-- The transcript (with p_transcript) goes up to the turn at hand, oldest first.
CREATE FUNCTION read_turn(p_org uuid, p_session uuid, p_turn uuid, p_transcript boolean)
RETURNS TABLE (turn json, session json, project json, connection json, user_id uuid, user_name text, transcript json)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('app.org_id', p_org::text, true);
  RETURN QUERY
    SELECT to_json(t), to_json(s), to_json(p), to_json(c), coalesce(m.author_id, s.created_by), u.name,
      CASE WHEN p_transcript THEN (
        SELECT coalesce(json_agg(w ORDER BY wt.started_at, w.position), '[]') FROM messages w
        JOIN turns wt ON wt.id = w.turn_id
        WHERE w.session_id = p_session) ELSE '[]' END
    FROM turns t
    JOIN chat_sessions s ON s.id = t.session_id
    JOIN projects p ON p.id = s.project_id
    LEFT JOIN project_connections pc ON pc.project_id = p.id AND pc.provider = 'aws'
    LEFT JOIN connections c ON c.id = pc.connection_id
    LEFT JOIN LATERAL (
      SELECT author_id FROM messages WHERE messages.turn_id = t.id AND role = 'user' ORDER BY position LIMIT 1) m ON true
    LEFT JOIN users u ON u.id = coalesce(m.author_id, s.created_by)
    WHERE t.id = p_turn AND t.session_id = p_session;
END $$;
