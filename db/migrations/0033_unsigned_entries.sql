-- Chains are due by the number of their new entries, too.
DROP FUNCTION audit_unclosed(int);
--> statement-breakpoint
CREATE FUNCTION audit_unclosed(every_minutes int, every_entries int) RETURNS TABLE (org_id uuid, seq bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT h.org_id, h.seq FROM public.audit_heads h
  LEFT JOIN LATERAL (
    SELECT c.seq, c.created_at FROM public.audit_checkpoints c WHERE c.org_id = h.org_id ORDER BY c.seq DESC LIMIT 1
  ) last ON true
  WHERE h.seq > coalesce(last.seq, 0)
    AND (last.created_at IS NULL OR last.created_at <= now() - make_interval(mins => every_minutes)
      OR h.seq - last.seq >= every_entries)
  ORDER BY last.created_at NULLS FIRST LIMIT 500
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION audit_unclosed(int, int) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION audit_unclosed(int, int) TO aurora_app;
