DROP INDEX "pull_requests_once";--> statement-breakpoint
ALTER TABLE "pull_requests" ADD COLUMN "author" text;--> statement-breakpoint
ALTER TABLE "pull_requests" ADD COLUMN "shown_plan_sha256" text;--> statement-breakpoint
ALTER TABLE "repo_links" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "revisions" ADD COLUMN "pull_request_id" uuid;--> statement-breakpoint
CREATE UNIQUE INDEX "pull_requests_once" ON "pull_requests" USING btree ("project_id","integration_id","repository","number");