CREATE TABLE "audit_checkpoints" (
	"org_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL,
	"signature" text NOT NULL,
	"key_id" text NOT NULL,
	"storage_key" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "audit_checkpoints_org_id_seq_pk" PRIMARY KEY("org_id","seq")
);
--> statement-breakpoint
CREATE TABLE "invitations" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"org_id" uuid NOT NULL,
	"email" text NOT NULL,
	"role" text NOT NULL,
	"token_hash" text NOT NULL,
	"invited_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"accepted_at" timestamp with time zone,
	"accepted_by" uuid,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "recovery_codes" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"user_id" uuid NOT NULL,
	"code_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "refresh_tokens" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"org_id" uuid NOT NULL,
	"sign_in_id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "connection_check_steps" (
	"org_id" uuid NOT NULL,
	"check_id" uuid NOT NULL,
	"name" text NOT NULL,
	"position" integer NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"text" text,
	"remedy" text,
	"ended_at" timestamp with time zone,
	CONSTRAINT "connection_check_steps_check_id_name_pk" PRIMARY KEY("check_id","name")
);
--> statement-breakpoint
CREATE TABLE "connection_checks" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"org_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"trigger" text NOT NULL,
	"requested_by" uuid,
	"state" text DEFAULT 'waiting' NOT NULL,
	"reason" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "project_members" (
	"org_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role" text NOT NULL,
	"added_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "project_members_project_id_user_id_pk" PRIMARY KEY("project_id","user_id")
);
--> statement-breakpoint
DROP INDEX "connections_org_id_name_index";--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "disabled_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sign_ins" ADD COLUMN "ended_reason" text;--> statement-breakpoint
ALTER TABLE "sign_ins" ADD COLUMN "last_used_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sign_ins" ADD COLUMN "user_agent" text;--> statement-breakpoint
ALTER TABLE "sign_ins" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "sign_ins" ADD COLUMN "stepped_up_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "totp_secret_ref" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "totp_confirmed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "totp_last_step" bigint;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "credential" text;--> statement-breakpoint
-- The policies bind the owner too, and no organisation is set here.
ALTER TABLE "connections" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE "connections" SET "credential" = CASE WHEN "sandbox_endpoint" IS NOT NULL THEN 'sandbox' WHEN "provider" = 'kubernetes' THEN 'kubeconfig' ELSE 'aws_access_keys' END;--> statement-breakpoint
ALTER TABLE "connections" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "connections" ALTER COLUMN "credential" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "settings" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "state" text DEFAULT 'unverified' NOT NULL;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "state_reason" text;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "verified_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "secret_version" integer;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "archived_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "access" text DEFAULT 'organisation' NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "stepped_up_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "audit_checkpoints" ADD CONSTRAINT "audit_checkpoints_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_invited_by_users_id_fk" FOREIGN KEY ("invited_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_accepted_by_users_id_fk" FOREIGN KEY ("accepted_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_sign_in_id_sign_ins_id_fk" FOREIGN KEY ("sign_in_id") REFERENCES "public"."sign_ins"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connection_check_steps" ADD CONSTRAINT "connection_check_steps_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connection_check_steps" ADD CONSTRAINT "connection_check_steps_check_id_connection_checks_id_fk" FOREIGN KEY ("check_id") REFERENCES "public"."connection_checks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connection_checks" ADD CONSTRAINT "connection_checks_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connection_checks" ADD CONSTRAINT "connection_checks_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connection_checks" ADD CONSTRAINT "connection_checks_requested_by_users_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_members" ADD CONSTRAINT "project_members_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_members" ADD CONSTRAINT "project_members_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_members" ADD CONSTRAINT "project_members_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_members" ADD CONSTRAINT "project_members_added_by_users_id_fk" FOREIGN KEY ("added_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "invitations_token_hash_index" ON "invitations" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "invitations_org_id_index" ON "invitations" USING btree ("org_id");--> statement-breakpoint
CREATE UNIQUE INDEX "recovery_codes_user_id_code_hash_index" ON "recovery_codes" USING btree ("user_id","code_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "refresh_tokens_token_hash_index" ON "refresh_tokens" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "refresh_tokens_sign_in_id_index" ON "refresh_tokens" USING btree ("sign_in_id");--> statement-breakpoint
CREATE INDEX "connection_checks_connection_id_created_at_index" ON "connection_checks" USING btree ("connection_id","created_at");--> statement-breakpoint
CREATE INDEX "connection_checks_org_id_index" ON "connection_checks" USING btree ("org_id");--> statement-breakpoint
CREATE INDEX "project_members_org_id_user_id_index" ON "project_members" USING btree ("org_id","user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "connections_org_id_name_index" ON "connections" USING btree ("org_id","name") WHERE archived_at is null;--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['audit_checkpoints', 'invitations', 'refresh_tokens', 'connection_checks',
    'connection_check_steps', 'project_members'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (org_id = app_org_id()) WITH CHECK (org_id = app_org_id())', t);
  END LOOP;
END $$;
--> statement-breakpoint
ALTER TABLE recovery_codes ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE recovery_codes FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY own ON recovery_codes USING (user_id = app_user_id()) WITH CHECK (user_id = app_user_id());
--> statement-breakpoint
-- Whoever presents the token of a link or of a sign-in may see its row, before the organisation is known.
CREATE POLICY presented ON invitations USING (token_hash = nullif(current_setting('app.token_hash', true), ''))
  WITH CHECK (token_hash = nullif(current_setting('app.token_hash', true), ''));
--> statement-breakpoint
CREATE POLICY presented ON refresh_tokens USING (token_hash = nullif(current_setting('app.token_hash', true), ''))
  WITH CHECK (token_hash = nullif(current_setting('app.token_hash', true), ''));
--> statement-breakpoint
-- Signed ends of the audit chain stay as they are.
REVOKE UPDATE, DELETE ON audit_checkpoints FROM aurora_app;
--> statement-breakpoint
-- Where a person's role in a project is another than in their organisation, by project id; null: not to be seen.
-- In an open project the greater of both roles counts, in one for its members theirs there alone; admins keep theirs.
CREATE FUNCTION project_roles(p_org uuid, p_user uuid, p_role text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT coalesce(jsonb_object_agg(p.id, CASE
      WHEN p.access = 'members' THEN m.role
      WHEN array_position(ranks, m.role) > array_position(ranks, p_role) THEN m.role
      ELSE p_role END) FILTER (WHERE p.access = 'members' OR m.role IS NOT NULL), '{}'::jsonb)
  FROM (SELECT ARRAY['viewer', 'operator', 'approver', 'admin'] AS ranks) r, projects p
  LEFT JOIN project_members m ON m.project_id = p.id AND m.user_id = p_user
  WHERE p.org_id = p_org AND p_role <> 'admin' AND (p.access = 'members' OR m.role IS NOT NULL)
$$;
--> statement-breakpoint
DROP FUNCTION acting_member(uuid, uuid, uuid);
--> statement-breakpoint
-- Who acts, or nothing when the sign-in ended, the person was disabled or left the organisation.
CREATE FUNCTION acting_member(p_org uuid, p_user uuid, p_sign_in uuid)
RETURNS TABLE (role text, project_roles jsonb, stepped_up_at timestamptz, user_name text, email text, org_name text, org_slug text)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('app.org_id', p_org::text, true), set_config('app.user_id', p_user::text, true);
  RETURN QUERY
    SELECT m.role, project_roles(p_org, p_user, m.role), s.stepped_up_at, u.name, u.email, o.name, o.slug
    FROM memberships m
    JOIN users u ON u.id = m.user_id AND u.disabled_at IS NULL
    JOIN organisations o ON o.id = m.org_id
    JOIN sign_ins s ON s.org_id = m.org_id AND s.user_id = m.user_id
    WHERE m.org_id = p_org AND m.user_id = p_user AND m.disabled_at IS NULL
      AND s.id = p_sign_in AND s.revoked_at IS NULL AND s.expires_at > now();
END $$;
--> statement-breakpoint
DROP FUNCTION acting_token(text, uuid, uuid);
--> statement-breakpoint
-- Whose personal token this is, in one round trip, with why it may not act (`refusal`) where it may not. By its hash for
-- requests, or by organisation and id for an open socket. It runs with the rights of the caller.
CREATE FUNCTION acting_token(p_hash text, p_org uuid, p_token uuid)
RETURNS TABLE (token_id uuid, token_name text, token_role text, expires_at timestamptz, org_id uuid, user_id uuid,
  refusal text, role text, project_roles jsonb, user_name text, email text, org_name text, org_slug text)
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
        WHEN u.disabled_at IS NOT NULL OR m.disabled_at IS NOT NULL THEN 'disabled' WHEN m.role IS NULL THEN 'left' END,
      m.role, project_roles(t.org_id, t.user_id, m.role), u.name, u.email, o.name, o.slug
    INTO token_id, token_name, token_role, expires_at, org_id, user_id, refusal, role, project_roles, user_name, email,
      org_name, org_slug
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
