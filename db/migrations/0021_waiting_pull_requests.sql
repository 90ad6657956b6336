-- Asked for, and taken up by nobody. One that waits for people has words, and its workflow looks by itself.
CREATE POLICY sweep ON pull_requests FOR SELECT TO CURRENT_USER USING (true);
--> statement-breakpoint
CREATE FUNCTION waiting_pull_requests() RETURNS TABLE (org_id uuid, pull_request_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT p.org_id, p.id FROM public.pull_requests p
  WHERE p.state = 'opening' AND p.head_sha IS NULL AND p.reason IS NULL AND p.created_at < now() - interval '5 seconds' LIMIT 200
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION waiting_pull_requests() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION waiting_pull_requests() TO aurora_app;
