DROP INDEX "resources_by_name";--> statement-breakpoint
DROP INDEX "resources_by_type";--> statement-breakpoint
DROP INDEX "resources_by_tag";--> statement-breakpoint
DROP INDEX "resources_by_words";--> statement-breakpoint
ALTER TABLE "resources" ADD COLUMN "words" text GENERATED ALWAYS AS (left(lower(name), 120) || chr(10) || left(lower(cloud_id), 300)) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "resources" ADD COLUMN "tag_words" text GENERATED ALWAYS AS (left(tags::text, 300)) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "resources_live" ON "resources" USING btree ("org_id","words","id") INCLUDE ("connection_id","account","region","provider","service","native_type","category","tag_words","first_seen_at","last_changed_at") WHERE deleted_at is null;
--> statement-breakpoint
CREATE INDEX "resources_gone" ON "resources" USING btree ("org_id","words","id") INCLUDE ("connection_id","account","region","provider","service","native_type","category","tag_words","first_seen_at","last_changed_at") WHERE deleted_at is not null;
