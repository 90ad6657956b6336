CREATE TABLE "cost_daily_untagged" (
	"org_id" uuid NOT NULL,
	"billing_account_ref" uuid NOT NULL,
	"load_id" uuid NOT NULL,
	"day" date NOT NULL,
	"currency" text NOT NULL,
	"provider" text,
	"billing_account_id" text,
	"sub_account_id" text,
	"service_category" text,
	"service_name" text,
	"region_id" text,
	"charge_category" text NOT NULL,
	"pricing_category" text,
	"project_id" uuid,
	"rows" integer NOT NULL,
	"billed_cost" numeric NOT NULL,
	"effective_cost" numeric NOT NULL,
	"list_cost" numeric,
	"contracted_cost" numeric
);
--> statement-breakpoint
CREATE TABLE "cost_monthly" (
	"org_id" uuid NOT NULL,
	"billing_account_ref" uuid NOT NULL,
	"load_id" uuid NOT NULL,
	"day" date NOT NULL,
	"currency" text NOT NULL,
	"provider" text,
	"billing_account_id" text,
	"sub_account_id" text,
	"service_category" text,
	"service_name" text,
	"region_id" text,
	"charge_category" text NOT NULL,
	"pricing_category" text,
	"project_id" uuid,
	"rows" integer NOT NULL,
	"billed_cost" numeric NOT NULL,
	"effective_cost" numeric NOT NULL,
	"list_cost" numeric,
	"contracted_cost" numeric,
	"tags" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "cost_daily_untagged" ADD CONSTRAINT "cost_daily_untagged_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_daily_untagged" ADD CONSTRAINT "cost_daily_untagged_billing_account_ref_billing_accounts_id_fk" FOREIGN KEY ("billing_account_ref") REFERENCES "public"."billing_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_daily_untagged" ADD CONSTRAINT "cost_daily_untagged_load_id_billing_loads_id_fk" FOREIGN KEY ("load_id") REFERENCES "public"."billing_loads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_monthly" ADD CONSTRAINT "cost_monthly_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_monthly" ADD CONSTRAINT "cost_monthly_billing_account_ref_billing_accounts_id_fk" FOREIGN KEY ("billing_account_ref") REFERENCES "public"."billing_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_monthly" ADD CONSTRAINT "cost_monthly_load_id_billing_loads_id_fk" FOREIGN KEY ("load_id") REFERENCES "public"."billing_loads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "cost_daily_untagged_by_day" ON "cost_daily_untagged" USING btree ("org_id","day");--> statement-breakpoint
CREATE INDEX "cost_daily_untagged_of_load" ON "cost_daily_untagged" USING btree ("load_id");--> statement-breakpoint
CREATE INDEX "cost_monthly_by_day" ON "cost_monthly" USING btree ("org_id","day");--> statement-breakpoint
CREATE INDEX "cost_monthly_of_load" ON "cost_monthly" USING btree ("load_id");--> statement-breakpoint
-- What was loaded before: the owner reads every organisation's rollup for the length of this migration.
ALTER TABLE cost_daily NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
INSERT INTO cost_daily_untagged (org_id, billing_account_ref, load_id, day, currency, provider, billing_account_id,
  sub_account_id, service_category, service_name, region_id, charge_category, pricing_category, project_id,
  rows, billed_cost, effective_cost, list_cost, contracted_cost)
SELECT org_id, billing_account_ref, load_id, day, currency, provider, billing_account_id, sub_account_id,
  service_category, service_name, region_id, charge_category, pricing_category, project_id,
  sum(rows), sum(billed_cost), sum(effective_cost), sum(list_cost), sum(contracted_cost)
FROM cost_daily GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14;
--> statement-breakpoint
INSERT INTO cost_monthly (org_id, billing_account_ref, load_id, day, currency, provider, billing_account_id,
  sub_account_id, service_category, service_name, region_id, charge_category, pricing_category, project_id, tags,
  rows, billed_cost, effective_cost, list_cost, contracted_cost)
SELECT org_id, billing_account_ref, load_id, date_trunc('month', day::timestamp)::date, currency, provider,
  billing_account_id, sub_account_id, service_category, service_name, region_id, charge_category, pricing_category,
  project_id, tags, sum(rows), sum(billed_cost), sum(effective_cost), sum(list_cost), sum(contracted_cost)
FROM cost_daily GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15;
--> statement-breakpoint
ALTER TABLE cost_daily FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['cost_daily_untagged', 'cost_monthly'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (org_id = app_org_id()) WITH CHECK (org_id = app_org_id())', t);
  END LOOP;
END $$;
