-- Tenancy is enforced here, not by the code that asks: the application's role sees rows of
-- `app.org_id` only, which each request and activity sets for its own transaction.

CREATE FUNCTION app_org_id() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('app.org_id', true), '')::uuid $$;
--> statement-breakpoint
CREATE FUNCTION app_user_id() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('app.user_id', true), '')::uuid $$;
--> statement-breakpoint

-- Every table with org_id, now. A catalogue test fails for a later one that forgets it.
DO $$
DECLARE t text;
BEGIN
  FOR t IN
    SELECT c.relname FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id' AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (org_id = app_org_id()) WITH CHECK (org_id = app_org_id())', t);
  END LOOP;
END $$;
--> statement-breakpoint

-- A person may list their own memberships before an organisation is chosen.
CREATE POLICY own ON memberships FOR SELECT USING (user_id = app_user_id());
--> statement-breakpoint
ALTER TABLE organisations ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE organisations FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON organisations USING (
  id = app_org_id() OR EXISTS (SELECT 1 FROM memberships m WHERE m.org_id = id AND m.user_id = app_user_id())
) WITH CHECK (id = app_org_id());
--> statement-breakpoint
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE users FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- Visible: oneself, the people of one's organisation, and the one whose e-mail is presented at sign-in.
CREATE POLICY tenant ON users USING (
  id = app_user_id()
  OR email = nullif(current_setting('app.login_email', true), '')
  OR EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = users.id AND m.org_id = app_org_id())
) WITH CHECK (id = app_user_id());
--> statement-breakpoint
-- A token is looked up before its organisation is known: whoever presents it may see its row.
CREATE POLICY presented ON sign_ins USING (token_hash = nullif(current_setting('app.token_hash', true), ''))
  WITH CHECK (token_hash = nullif(current_setting('app.token_hash', true), ''));
--> statement-breakpoint
CREATE POLICY presented ON live_tickets USING (token_hash = nullif(current_setting('app.token_hash', true), ''))
  WITH CHECK (token_hash = nullif(current_setting('app.token_hash', true), ''));
--> statement-breakpoint

DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'aurora_app') THEN
    RAISE EXCEPTION 'The role aurora_app does not exist. Create it (LOGIN, NOSUPERUSER, NOBYPASSRLS) before migrating.';
  END IF;
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'aurora_app' AND (rolsuper OR rolbypassrls)) THEN
    RAISE EXCEPTION 'The role aurora_app could bypass row-level security. Make it NOSUPERUSER NOBYPASSRLS.';
  END IF;
END $$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO aurora_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO aurora_app;
--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO aurora_app;
--> statement-breakpoint
-- What has happened stays: events, timelines and decisions are append-only for the application.
REVOKE UPDATE, DELETE ON events, run_transitions, approvals, stop_requests, llm_usage FROM aurora_app;
--> statement-breakpoint
GRANT UPDATE (counted, refusal, checked_at) ON approvals TO aurora_app;
--> statement-breakpoint
REVOKE INSERT, UPDATE, DELETE ON run_moves FROM aurora_app;
