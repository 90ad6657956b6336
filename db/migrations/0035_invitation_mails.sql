ALTER TABLE "invitations" ADD COLUMN "mail_token_hashes" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX invitations_by_mailed_link ON invitations USING gin (mail_token_hashes);
--> statement-breakpoint
CREATE INDEX notices_of_invitations ON notices (org_id, (subject ->> 'invitationId')) WHERE kind = 'invitation';
--> statement-breakpoint
-- A link that was mailed opens what the one that was shown opens.
ALTER POLICY presented ON invitations
  USING (nullif(current_setting('app.token_hash', true), '') = ANY (array_append(mail_token_hashes, token_hash)))
  WITH CHECK (nullif(current_setting('app.token_hash', true), '') = ANY (array_append(mail_token_hashes, token_hash)));
