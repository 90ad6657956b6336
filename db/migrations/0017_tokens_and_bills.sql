ALTER TABLE "billing_syncs" ADD COLUMN "claimed_at" timestamp with time zone;--> statement-breakpoint
-- Whose personal token this is, in one round trip, with why it may not act (`refusal`) where it may not. By its hash for
-- requests, or by organisation and id for an open socket. It runs with the rights of the caller.
CREATE FUNCTION acting_token(p_hash text, p_org uuid, p_token uuid)
RETURNS TABLE (token_id uuid, token_name text, token_role text, expires_at timestamptz, org_id uuid, user_id uuid,
  refusal text, role text, user_name text, email text, org_name text, org_slug text)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE t api_tokens;
BEGIN
  PERFORM set_config('app.token_hash', coalesce(p_hash, ''), true), set_config('app.org_id', coalesce(p_org::text, ''), true);
  IF p_hash IS NOT NULL THEN
    SELECT a.* INTO t FROM api_tokens a WHERE a.token_hash = p_hash;
  ELSE
    SELECT a.* INTO t FROM api_tokens a WHERE a.id = p_token AND a.org_id = p_org;
  END IF;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM set_config('app.org_id', t.org_id::text, true), set_config('app.user_id', t.user_id::text, true);
  SELECT t.id, t.name, t.role, t.expires_at, t.org_id, t.user_id,
      CASE WHEN t.revoked_at IS NOT NULL THEN 'revoked' WHEN t.expires_at <= now() THEN 'expired'
        WHEN u.disabled_at IS NOT NULL THEN 'disabled' WHEN m.role IS NULL THEN 'left' END,
      m.role, u.name, u.email, o.name, o.slug
    INTO token_id, token_name, token_role, expires_at, org_id, user_id, refusal, role, user_name, email, org_name, org_slug
    FROM users u
    LEFT JOIN memberships m ON m.user_id = u.id AND m.org_id = t.org_id
    LEFT JOIN organisations o ON o.id = t.org_id
    WHERE u.id = t.user_id;
  -- Not at each request: a busy script would write a row a second that nobody reads that exactly.
  IF refusal IS NULL AND (t.last_used_at IS NULL OR t.last_used_at < now() - interval '1 minute') THEN
    UPDATE api_tokens a SET last_used_at = now()
      WHERE a.id = t.id AND (a.last_used_at IS NULL OR a.last_used_at < now() - interval '1 minute');
  END IF;
  RETURN NEXT;
END $$;
--> statement-breakpoint
-- Asked for, and taken up by no workflow. Where one is at work, it is told by the request itself and looks again.
CREATE FUNCTION waiting_billing_syncs() RETURNS TABLE (org_id uuid, billing_account_id uuid, billing_sync_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT s.org_id, s.billing_account_id, s.id FROM public.billing_syncs s
  JOIN public.billing_accounts a ON a.id = s.billing_account_id AND a.archived_at IS NULL
  WHERE s.state = 'running' AND s.claimed_at IS NULL AND s.started_at < now() - interval '5 seconds'
    AND NOT EXISTS (
      SELECT 1 FROM public.billing_syncs b
      WHERE b.billing_account_id = s.billing_account_id AND b.state = 'running' AND b.claimed_at > now() - interval '1 hour')
  ORDER BY s.started_at LIMIT 200
$$;
--> statement-breakpoint
-- Of every billing account: archived ones too, because their schedule has to go.
CREATE FUNCTION wanted_billing_schedules() RETURNS TABLE (org_id uuid, billing_account_id uuid, enabled boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT a.org_id, a.id, a.enabled AND a.archived_at IS NULL AND a.kind <> 'upload' FROM public.billing_accounts a
  ORDER BY a.id
$$;
--> statement-breakpoint
DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['waiting_billing_syncs()', 'wanted_billing_schedules()'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO aurora_app', f);
  END LOOP;
END $$;
