-- That a resource is under Terraform is no secret in an organisation: where a person does not see the project, they are
-- told that one holds it, and nothing else. The list of hidden projects is emptied for these questions and put back; a
-- failure in between ends the transaction, and with it the setting.
CREATE FUNCTION held_elsewhere(p_cloud_id text) RETURNS TABLE (cloud_id text, drifted boolean, itself boolean)
LANGUAGE plpgsql STABLE ROWS 100 AS $$
#variable_conflict use_column
DECLARE v_hidden text := current_setting('app.hidden_projects', true);
BEGIN
  IF coalesce(v_hidden, '') = '' THEN RETURN; END IF;
  PERFORM set_config('app.hidden_projects', '', true);
  RETURN QUERY SELECT s.cloud_id, bool_or(coalesce(s.drift <> '[]'::jsonb, false)), bool_or(NOT s.companion)
    FROM state_resources s
    WHERE s.project_id = ANY (v_hidden::uuid[]) AND s.cloud_id IS NOT NULL AND (p_cloud_id IS NULL OR s.cloud_id = p_cloud_id)
    GROUP BY s.cloud_id;
  PERFORM set_config('app.hidden_projects', v_hidden, true);
END $$;
--> statement-breakpoint
-- Whether its import into a hidden project is being drafted, or waits for people.
CREATE FUNCTION imported_elsewhere(p_resource uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE v_hidden text := current_setting('app.hidden_projects', true);
        v_open boolean;
BEGIN
  IF coalesce(v_hidden, '') = '' THEN RETURN false; END IF;
  PERFORM set_config('app.hidden_projects', '', true);
  v_open := EXISTS (SELECT 1 FROM resource_imports i LEFT JOIN runs r ON r.id = i.run_id
    WHERE i.resource_id = p_resource AND i.project_id = ANY (v_hidden::uuid[])
      AND (i.state = 'drafting' OR (i.state = 'proposed' AND r.finished_at IS NULL)));
  PERFORM set_config('app.hidden_projects', v_hidden, true);
  RETURN v_open;
END $$;
