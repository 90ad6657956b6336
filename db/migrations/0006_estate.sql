-- Words in names and ids are found by trigrams (contrib, trusted: the database's owner may create it).
CREATE EXTENSION IF NOT EXISTS pg_trgm;--> statement-breakpoint
CREATE TABLE "edges" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "edges_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"org_id" uuid NOT NULL,
	"owner_id" uuid,
	"project_id" uuid,
	"kind" text NOT NULL,
	"from_cloud_id" text NOT NULL,
	"to_cloud_id" text NOT NULL,
	"from_id" uuid,
	"to_id" uuid,
	"confidence" real NOT NULL,
	"rule" text NOT NULL,
	"evidence" jsonb NOT NULL,
	"derived_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rate_buckets" (
	"org_id" uuid NOT NULL,
	"principal" text NOT NULL,
	"api" text NOT NULL,
	"tokens" double precision NOT NULL,
	"per_second" double precision NOT NULL,
	"ceiling" double precision NOT NULL,
	"not_before" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "rate_buckets_org_id_principal_api_pk" PRIMARY KEY("org_id","principal","api")
);
--> statement-breakpoint
CREATE TABLE "resource_changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "resource_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"org_id" uuid NOT NULL,
	"resource_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"changes" jsonb,
	"sync_run_id" uuid,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "resources" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"org_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"cloud_id" text NOT NULL,
	"account" text NOT NULL,
	"region" text NOT NULL,
	"scope_kind" text NOT NULL,
	"service" text NOT NULL,
	"native_type" text NOT NULL,
	"category" text NOT NULL,
	"name" text NOT NULL,
	"tags" jsonb NOT NULL,
	"attributes" jsonb NOT NULL,
	"gaps" jsonb,
	"hash" text NOT NULL,
	"cloud_created_at" timestamp with time zone,
	"first_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "saved_views" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"org_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"page" text NOT NULL,
	"name" text NOT NULL,
	"query" text NOT NULL,
	"shared" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "state_resources" (
	"org_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"address" text NOT NULL,
	"type" text NOT NULL,
	"provider" text NOT NULL,
	"cloud_id" text,
	"serial" bigint NOT NULL,
	"created_by_run_id" uuid,
	"changed_by_run_id" uuid,
	"drift" jsonb,
	"drift_checked_at" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "state_resources_project_id_address_pk" PRIMARY KEY("project_id","address")
);
--> statement-breakpoint
CREATE TABLE "sync_pages" (
	"org_id" uuid NOT NULL,
	"scope_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"resource_ids" uuid[] NOT NULL,
	CONSTRAINT "sync_pages_scope_id_number_pk" PRIMARY KEY("scope_id","number")
);
--> statement-breakpoint
CREATE TABLE "sync_runs" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"org_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"trigger" text NOT NULL,
	"requested_by" uuid,
	"state" text DEFAULT 'running' NOT NULL,
	"reason" text,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "sync_scopes" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"org_id" uuid NOT NULL,
	"sync_run_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"account" text NOT NULL,
	"region" text NOT NULL,
	"kind" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"cursor" text,
	"pages" integer DEFAULT 0 NOT NULL,
	"seen" integer DEFAULT 0 NOT NULL,
	"created" integer DEFAULT 0 NOT NULL,
	"updated" integer DEFAULT 0 NOT NULL,
	"deleted" integer DEFAULT 0 NOT NULL,
	"throttles" integer DEFAULT 0 NOT NULL,
	"error" text,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "sync_settings" (
	"connection_id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"interval_minutes" integer DEFAULT 60 NOT NULL,
	"regions" jsonb,
	"paused_reason" text,
	"paused_at" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "edges" ADD CONSTRAINT "edges_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "edges" ADD CONSTRAINT "edges_owner_id_resources_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."resources"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "edges" ADD CONSTRAINT "edges_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rate_buckets" ADD CONSTRAINT "rate_buckets_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resource_changes" ADD CONSTRAINT "resource_changes_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resource_changes" ADD CONSTRAINT "resource_changes_resource_id_resources_id_fk" FOREIGN KEY ("resource_id") REFERENCES "public"."resources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resources" ADD CONSTRAINT "resources_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resources" ADD CONSTRAINT "resources_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "state_resources" ADD CONSTRAINT "state_resources_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "state_resources" ADD CONSTRAINT "state_resources_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "state_resources" ADD CONSTRAINT "state_resources_created_by_run_id_runs_id_fk" FOREIGN KEY ("created_by_run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "state_resources" ADD CONSTRAINT "state_resources_changed_by_run_id_runs_id_fk" FOREIGN KEY ("changed_by_run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_pages" ADD CONSTRAINT "sync_pages_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_pages" ADD CONSTRAINT "sync_pages_scope_id_sync_scopes_id_fk" FOREIGN KEY ("scope_id") REFERENCES "public"."sync_scopes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_runs" ADD CONSTRAINT "sync_runs_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_runs" ADD CONSTRAINT "sync_runs_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_runs" ADD CONSTRAINT "sync_runs_requested_by_users_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_scopes" ADD CONSTRAINT "sync_scopes_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_scopes" ADD CONSTRAINT "sync_scopes_sync_run_id_sync_runs_id_fk" FOREIGN KEY ("sync_run_id") REFERENCES "public"."sync_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_scopes" ADD CONSTRAINT "sync_scopes_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_settings" ADD CONSTRAINT "sync_settings_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_settings" ADD CONSTRAINT "sync_settings_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "edges_from" ON "edges" USING btree ("from_id","kind");--> statement-breakpoint
CREATE INDEX "edges_to" ON "edges" USING btree ("to_id","kind");--> statement-breakpoint
CREATE INDEX "edges_of_owner" ON "edges" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "edges_of_project" ON "edges" USING btree ("project_id");--> statement-breakpoint
CREATE INDEX "edges_open_from" ON "edges" USING btree ("org_id","from_cloud_id") WHERE from_id is null;--> statement-breakpoint
CREATE INDEX "edges_open_to" ON "edges" USING btree ("org_id","to_cloud_id") WHERE to_id is null;--> statement-breakpoint
CREATE INDEX "resource_changes_resource_id_id_index" ON "resource_changes" USING btree ("resource_id","id");--> statement-breakpoint
CREATE INDEX "resource_changes_org_id_at_index" ON "resource_changes" USING btree ("org_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "resources_one_per_connection" ON "resources" USING btree ("connection_id","cloud_id");--> statement-breakpoint
CREATE INDEX "resources_by_cloud_id" ON "resources" USING btree ("org_id","cloud_id");--> statement-breakpoint
CREATE INDEX "resources_by_name" ON "resources" USING btree ("org_id","name","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "resources_by_scope" ON "resources" USING btree ("connection_id","account","region","scope_kind");--> statement-breakpoint
CREATE INDEX "resources_by_type" ON "resources" USING btree ("org_id","native_type","name","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "resources_by_change" ON "resources" USING btree ("org_id","last_changed_at");--> statement-breakpoint
CREATE INDEX "resources_by_tag" ON "resources" USING gin (tags jsonb_path_ops);--> statement-breakpoint
CREATE INDEX "resources_by_words" ON "resources" USING gin (name gin_trgm_ops,cloud_id gin_trgm_ops);--> statement-breakpoint
CREATE UNIQUE INDEX "saved_views_org_id_user_id_page_name_index" ON "saved_views" USING btree ("org_id","user_id","page","name");--> statement-breakpoint
CREATE INDEX "state_resources_by_cloud_id" ON "state_resources" USING btree ("org_id","cloud_id");--> statement-breakpoint
CREATE INDEX "sync_runs_connection_id_started_at_index" ON "sync_runs" USING btree ("connection_id","started_at");--> statement-breakpoint
CREATE INDEX "sync_runs_org_id_started_at_index" ON "sync_runs" USING btree ("org_id","started_at");--> statement-breakpoint
CREATE UNIQUE INDEX "sync_scopes_once" ON "sync_scopes" USING btree ("sync_run_id","account","region","kind");--> statement-breakpoint
CREATE INDEX "sync_scopes_connection_id_account_region_kind_finished_at_index" ON "sync_scopes" USING btree ("connection_id","account","region","kind","finished_at");--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['resources', 'edges', 'resource_changes', 'sync_settings', 'sync_runs', 'sync_scopes', 'sync_pages', 'rate_buckets', 'state_resources', 'saved_views'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (org_id = app_org_id()) WITH CHECK (org_id = app_org_id())', t);
  END LOOP;
END $$;
