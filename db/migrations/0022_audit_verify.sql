-- Whose audit logs there are: ids only, for the verifier, which looks at each under its own tenancy.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['audit_entries', 'audit_heads'] LOOP
    EXECUTE format('CREATE POLICY sweep ON %I FOR SELECT TO CURRENT_USER USING (true)', t);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE FUNCTION audit_orgs() RETURNS TABLE (org_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT h.org_id FROM public.audit_heads h UNION SELECT DISTINCT e.org_id FROM public.audit_entries e ORDER BY 1
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION audit_orgs() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION audit_orgs() TO aurora_app;
