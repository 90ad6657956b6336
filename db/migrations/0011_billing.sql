CREATE TABLE "anomalies" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"org_id" uuid NOT NULL,
	"billing_account_ref" uuid NOT NULL,
	"day" date NOT NULL,
	"currency" text NOT NULL,
	"sub_account_id" text,
	"service_name" text,
	"subject" text NOT NULL,
	"expected" numeric NOT NULL,
	"actual" numeric NOT NULL,
	"score" numeric NOT NULL,
	"kind" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"drivers" jsonb,
	"decided_by" uuid,
	"note" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "billing_accounts" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"org_id" uuid NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"connection_id" uuid,
	"secret_ref" text,
	"settings" jsonb NOT NULL,
	"currency" text NOT NULL,
	"made_up" boolean DEFAULT false NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "billing_imports" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"org_id" uuid NOT NULL,
	"billing_account_id" uuid NOT NULL,
	"source_key" text NOT NULL,
	"digest" text NOT NULL,
	"content_sha256" text,
	"format" text DEFAULT 'focus' NOT NULL,
	"files" jsonb NOT NULL,
	"expected_period" date,
	"expected_rows" bigint,
	"focus_version" text,
	"state" text DEFAULT 'waiting' NOT NULL,
	"rows_staged" bigint DEFAULT 0 NOT NULL,
	"rows_total" bigint,
	"notes" jsonb,
	"problems" jsonb,
	"uploaded_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "billing_loads" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"org_id" uuid NOT NULL,
	"billing_account_id" uuid NOT NULL,
	"import_id" uuid NOT NULL,
	"source_key" text NOT NULL,
	"billing_period_start" timestamp with time zone NOT NULL,
	"billing_period_end" timestamp with time zone NOT NULL,
	"focus_version" text NOT NULL,
	"row_count" bigint DEFAULT 0 NOT NULL,
	"sums" jsonb,
	"state" text DEFAULT 'staging' NOT NULL,
	"replaced_by" uuid,
	"loaded_at" timestamp with time zone,
	"purged_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "billing_syncs" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"org_id" uuid NOT NULL,
	"billing_account_id" uuid NOT NULL,
	"trigger" text NOT NULL,
	"requested_by" uuid,
	"state" text DEFAULT 'running' NOT NULL,
	"reason" text,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "budgets" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"org_id" uuid NOT NULL,
	"name" text NOT NULL,
	"amount" numeric NOT NULL,
	"currency" text NOT NULL,
	"period" text DEFAULT 'month' NOT NULL,
	"metric" text DEFAULT 'effective' NOT NULL,
	"filter" jsonb NOT NULL,
	"project_id" uuid,
	"thresholds" jsonb NOT NULL,
	"told" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "cost_daily" (
	"org_id" uuid NOT NULL,
	"billing_account_ref" uuid NOT NULL,
	"load_id" uuid NOT NULL,
	"billing_period_start" timestamp with time zone NOT NULL,
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
	"tags" jsonb NOT NULL,
	"rows" integer NOT NULL,
	"billed_cost" numeric NOT NULL,
	"effective_cost" numeric NOT NULL,
	"list_cost" numeric,
	"contracted_cost" numeric
);
--> statement-breakpoint
CREATE TABLE "focus_rows" (
	"org_id" uuid NOT NULL,
	"billing_account_ref" uuid NOT NULL,
	"load_id" uuid NOT NULL,
	"file_number" smallint NOT NULL,
	"row_number" bigint NOT NULL,
	"billed_cost" numeric NOT NULL,
	"effective_cost" numeric NOT NULL,
	"list_cost" numeric,
	"contracted_cost" numeric,
	"billing_currency" text NOT NULL,
	"billing_period_start" timestamp with time zone NOT NULL,
	"billing_period_end" timestamp with time zone NOT NULL,
	"charge_period_start" timestamp with time zone NOT NULL,
	"charge_period_end" timestamp with time zone NOT NULL,
	"charge_category" text NOT NULL,
	"charge_class" text,
	"charge_description" text,
	"charge_frequency" text,
	"billing_account_id" text,
	"billing_account_name" text,
	"billing_account_type" text,
	"sub_account_id" text,
	"sub_account_name" text,
	"sub_account_type" text,
	"provider_name" text,
	"publisher_name" text,
	"invoice_issuer_name" text,
	"invoice_id" text,
	"service_category" text,
	"service_subcategory" text,
	"service_name" text,
	"region_id" text,
	"region_name" text,
	"availability_zone" text,
	"resource_id" text,
	"resource_name" text,
	"resource_type" text,
	"sku_id" text,
	"sku_meter" text,
	"sku_price_id" text,
	"sku_price_details" jsonb,
	"pricing_category" text,
	"pricing_quantity" numeric,
	"pricing_unit" text,
	"list_unit_price" numeric,
	"contracted_unit_price" numeric,
	"pricing_currency" text,
	"pricing_currency_list_unit_price" numeric,
	"pricing_currency_contracted_unit_price" numeric,
	"pricing_currency_effective_cost" numeric,
	"consumed_quantity" numeric,
	"consumed_unit" text,
	"commitment_discount_id" text,
	"commitment_discount_name" text,
	"commitment_discount_type" text,
	"commitment_discount_category" text,
	"commitment_discount_status" text,
	"commitment_discount_quantity" numeric,
	"commitment_discount_unit" text,
	"capacity_reservation_id" text,
	"capacity_reservation_status" text,
	"tags" jsonb,
	"extra" jsonb,
	CONSTRAINT "focus_rows_load_id_file_number_row_number_billing_period_start_pk" PRIMARY KEY("load_id","file_number","row_number","billing_period_start")
) PARTITION BY RANGE ("billing_period_start");
--> statement-breakpoint
CREATE TABLE "price_books" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"org_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"name" text NOT NULL,
	"currency" text NOT NULL,
	"prices_of" date NOT NULL,
	"source" text NOT NULL,
	"digest" text NOT NULL,
	"prices" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "anomalies" ADD CONSTRAINT "anomalies_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "anomalies" ADD CONSTRAINT "anomalies_billing_account_ref_billing_accounts_id_fk" FOREIGN KEY ("billing_account_ref") REFERENCES "public"."billing_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "anomalies" ADD CONSTRAINT "anomalies_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_accounts" ADD CONSTRAINT "billing_accounts_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_accounts" ADD CONSTRAINT "billing_accounts_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_accounts" ADD CONSTRAINT "billing_accounts_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_imports" ADD CONSTRAINT "billing_imports_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_imports" ADD CONSTRAINT "billing_imports_billing_account_id_billing_accounts_id_fk" FOREIGN KEY ("billing_account_id") REFERENCES "public"."billing_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_imports" ADD CONSTRAINT "billing_imports_uploaded_by_users_id_fk" FOREIGN KEY ("uploaded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_loads" ADD CONSTRAINT "billing_loads_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_loads" ADD CONSTRAINT "billing_loads_billing_account_id_billing_accounts_id_fk" FOREIGN KEY ("billing_account_id") REFERENCES "public"."billing_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_loads" ADD CONSTRAINT "billing_loads_import_id_billing_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."billing_imports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_syncs" ADD CONSTRAINT "billing_syncs_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_syncs" ADD CONSTRAINT "billing_syncs_billing_account_id_billing_accounts_id_fk" FOREIGN KEY ("billing_account_id") REFERENCES "public"."billing_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_syncs" ADD CONSTRAINT "billing_syncs_requested_by_users_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_daily" ADD CONSTRAINT "cost_daily_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_daily" ADD CONSTRAINT "cost_daily_billing_account_ref_billing_accounts_id_fk" FOREIGN KEY ("billing_account_ref") REFERENCES "public"."billing_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_daily" ADD CONSTRAINT "cost_daily_load_id_billing_loads_id_fk" FOREIGN KEY ("load_id") REFERENCES "public"."billing_loads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_books" ADD CONSTRAINT "price_books_org_id_organisations_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "anomalies_once" ON "anomalies" USING btree ("org_id","subject","day");--> statement-breakpoint
CREATE INDEX "anomalies_org_id_day_index" ON "anomalies" USING btree ("org_id","day");--> statement-breakpoint
CREATE UNIQUE INDEX "billing_accounts_org_id_name_index" ON "billing_accounts" USING btree ("org_id","name") WHERE archived_at is null;--> statement-breakpoint
CREATE INDEX "billing_imports_billing_account_id_created_at_index" ON "billing_imports" USING btree ("billing_account_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "billing_imports_once" ON "billing_imports" USING btree ("billing_account_id","source_key","digest") WHERE state in ('waiting', 'loading', 'loaded');--> statement-breakpoint
CREATE UNIQUE INDEX "billing_loads_of_import" ON "billing_loads" USING btree ("import_id","billing_period_start");--> statement-breakpoint
CREATE UNIQUE INDEX "billing_loads_one_current" ON "billing_loads" USING btree ("billing_account_id","source_key","billing_period_start") WHERE state = 'current';--> statement-breakpoint
CREATE INDEX "billing_loads_current" ON "billing_loads" USING btree ("org_id","id") WHERE state = 'current';--> statement-breakpoint
CREATE INDEX "billing_loads_to_purge" ON "billing_loads" USING btree ("billing_account_id") WHERE state in ('replaced', 'dropped') and purged_at is null;--> statement-breakpoint
CREATE INDEX "billing_syncs_billing_account_id_started_at_index" ON "billing_syncs" USING btree ("billing_account_id","started_at");--> statement-breakpoint
CREATE UNIQUE INDEX "budgets_org_id_name_index" ON "budgets" USING btree ("org_id","name") WHERE archived_at is null;--> statement-breakpoint
CREATE INDEX "cost_daily_by_day" ON "cost_daily" USING btree ("org_id","day");--> statement-breakpoint
CREATE INDEX "cost_daily_of_load" ON "cost_daily" USING btree ("load_id");--> statement-breakpoint
CREATE INDEX "cost_daily_by_project" ON "cost_daily" USING btree ("project_id","day") WHERE project_id is not null;--> statement-breakpoint
CREATE INDEX "focus_rows_by_resource" ON "focus_rows" USING btree ("resource_id") WHERE resource_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "price_books_org_id_provider_name_prices_of_index" ON "price_books" USING btree ("org_id","provider","name","prices_of");--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['billing_accounts', 'billing_syncs', 'billing_imports', 'billing_loads', 'cost_daily', 'budgets', 'anomalies', 'price_books'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I USING (org_id = app_org_id()) WITH CHECK (org_id = app_org_id())', t);
  END LOOP;
END $$;
--> statement-breakpoint
-- The import that this transaction works on: it alone sees its rows before the swap, and those of the load it removes.
CREATE FUNCTION app_import_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('app.import_id', true), '')::uuid $$;
--> statement-breakpoint
-- Rows of loads that are not current are there and not seen, so no reader meets half a bill, and a swap rewrites nothing.
CREATE FUNCTION focus_protect(t regclass) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS
$$ BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
  EXECUTE format('CREATE POLICY tenant ON %s USING (
    org_id = app_org_id()
    AND load_id IN (SELECT l.id FROM billing_loads l WHERE l.state = ''current'' OR l.import_id = app_import_id())
  ) WITH CHECK (org_id = app_org_id())', t);
END $$;
--> statement-breakpoint
SELECT focus_protect('focus_rows');
--> statement-breakpoint
-- Makes the partition of a month where there is none. With the owner's rights, which the application has not.
-- Attached and not created in place: that would lock every reader of the whole table out for a moment.
CREATE FUNCTION focus_month(month date) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ DECLARE
  first date := date_trunc('month', month)::date;
  name text := 'focus_rows_' || to_char(first, 'YYYY_MM');
BEGIN
  IF first < date '2000-01-01' OR first > date '2100-01-01' THEN
    RAISE EXCEPTION 'No partition for %', month USING ERRCODE = 'datetime_field_overflow';
  END IF;
  IF to_regclass(name) IS NOT NULL THEN RETURN name; END IF;
  PERFORM pg_advisory_xact_lock(4711002);
  IF to_regclass(name) IS NOT NULL THEN RETURN name; END IF;
  EXECUTE format('CREATE TABLE %I (LIKE focus_rows INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)', name);
  PERFORM focus_protect(name::regclass);
  EXECUTE format('ALTER TABLE focus_rows ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name,
    to_char(first, 'YYYY-MM-DD') || ' 00:00:00+00', to_char(first + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
  RETURN name;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION focus_month(date), focus_protect(regclass) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION focus_month(date) TO aurora_app;
