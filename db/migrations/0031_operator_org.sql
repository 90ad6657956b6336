-- Which organisation runs the installation is asked across tenants: one answer, yes or no, and no id of another one.
CREATE POLICY operator ON organisations FOR SELECT TO CURRENT_USER USING (true);
--> statement-breakpoint
CREATE FUNCTION is_operator_organisation(p_org uuid, p_slug text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT EXISTS (
    SELECT FROM public.organisations o WHERE o.id = p_org AND CASE WHEN p_slug IS NULL
      THEN o.id = (SELECT first.id FROM public.organisations first ORDER BY first.created_at, first.id LIMIT 1)
      ELSE o.slug = p_slug END)
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION is_operator_organisation(uuid, text) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION is_operator_organisation(uuid, text) TO aurora_app;
