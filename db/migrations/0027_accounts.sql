CREATE TABLE "guess_counts" (
	"key" varchar(255) PRIMARY KEY NOT NULL,
	"points" integer DEFAULT 0 NOT NULL,
	"expire" bigint
);
--> statement-breakpoint
-- The policies bind the owner too, and no organisation is set here.
ALTER TABLE sign_ins NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE refresh_tokens NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- Who is signed in stays so: the token they have is the first of their chain.
INSERT INTO refresh_tokens (org_id, sign_in_id, token_hash)
  SELECT org_id, id, token_hash FROM sign_ins WHERE revoked_at IS NULL AND expires_at > now();
--> statement-breakpoint
ALTER TABLE sign_ins FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE refresh_tokens FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
DROP POLICY presented ON sign_ins;
--> statement-breakpoint
DROP INDEX "sign_ins_token_hash_index";--> statement-breakpoint
ALTER TABLE "sign_ins" DROP COLUMN "token_hash";--> statement-breakpoint
-- A person's own, in all of their organisations: so that they can end them all, wherever they are signed in.
CREATE POLICY own ON sign_ins USING (user_id = app_user_id()) WITH CHECK (user_id = app_user_id());
--> statement-breakpoint
CREATE FUNCTION access_of_sign_in_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('aurora_access', json_build_object('orgId', NEW.org_id, 'userId', NEW.user_id)::text);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER access_told AFTER UPDATE OF revoked_at ON sign_ins FOR EACH ROW
  WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL) EXECUTE FUNCTION access_of_sign_in_ended();
