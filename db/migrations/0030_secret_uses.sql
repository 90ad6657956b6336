CREATE TABLE "secret_uses" (
	"org_id" uuid NOT NULL,
	"key" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "secret_uses_org_id_key_pk" PRIMARY KEY("org_id","key")
);
--> statement-breakpoint
ALTER TABLE "secret_uses" ADD CONSTRAINT "secret_uses_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE secret_uses ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE secret_uses FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON secret_uses USING (org_id = app_org_id()) WITH CHECK (org_id = app_org_id());
