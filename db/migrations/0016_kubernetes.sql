CREATE TABLE "kubernetes_objects" (
	"org_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"cluster" text NOT NULL,
	"address" text NOT NULL,
	"connection_id" uuid NOT NULL,
	"api_version" text NOT NULL,
	"kind" text NOT NULL,
	"namespace" text,
	"name" text NOT NULL,
	"uid" text NOT NULL,
	"run_id" uuid NOT NULL,
	"applied_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "kubernetes_objects_project_id_cluster_address_pk" PRIMARY KEY("project_id","cluster","address")
);
--> statement-breakpoint
CREATE TABLE "kubernetes_policies" (
	"connection_id" uuid PRIMARY KEY NOT NULL,
	"org_id" uuid NOT NULL,
	"policy" jsonb NOT NULL,
	"updated_by" uuid,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "kubernetes_objects" ADD CONSTRAINT "kubernetes_objects_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kubernetes_objects" ADD CONSTRAINT "kubernetes_objects_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kubernetes_objects" ADD CONSTRAINT "kubernetes_objects_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kubernetes_objects" ADD CONSTRAINT "kubernetes_objects_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kubernetes_policies" ADD CONSTRAINT "kubernetes_policies_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kubernetes_policies" ADD CONSTRAINT "kubernetes_policies_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kubernetes_policies" ADD CONSTRAINT "kubernetes_policies_updated_by_users_id_fk" FOREIGN KEY ("updated_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "kubernetes_objects_org_id_index" ON "kubernetes_objects" USING btree ("org_id");--> statement-breakpoint
ALTER TABLE "kubernetes_objects" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "kubernetes_objects" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON "kubernetes_objects" USING (org_id = app_org_id()) WITH CHECK (org_id = app_org_id());--> statement-breakpoint
ALTER TABLE "kubernetes_policies" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "kubernetes_policies" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON "kubernetes_policies" USING (org_id = app_org_id()) WITH CHECK (org_id = app_org_id());
