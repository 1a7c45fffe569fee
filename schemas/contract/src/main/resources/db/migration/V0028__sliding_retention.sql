-- Memories under a sliding rule expire so many days after their last use, and not after valid_from. Nobody knows of uses before the rule was
-- set, so it counts from then on.
ALTER TABLE retention_rules ADD COLUMN sliding boolean NOT NULL DEFAULT false;

-- When a context, a handoff or a search has answered with it; noted some times a day at most, and only under sliding rules.
ALTER TABLE memories ADD COLUMN used_at timestamptz;

-- The end of validity that the rules give a memory: null where they give none, or none yet, because it was used.
CREATE FUNCTION retention_end(of_tenant text, of_subject text, of_kind text, valid_from timestamptz, used_at timestamptz)
    RETURNS timestamptz LANGUAGE sql STABLE
    RETURN (SELECT CASE
            WHEN NOT r.sliding THEN retention_end.valid_from + r.days * interval '1 day'
            WHEN greatest(retention_end.valid_from, retention_end.used_at, r.updated_at) + r.days * interval '1 day' < now() THEN now()
        END
        FROM retention_rules r
        WHERE r.tenant_id = of_tenant AND r.subject_id IN (of_subject, '') AND r.applies_to IN (of_kind, 'memories')
        ORDER BY r.subject_id = '', r.applies_to = 'memories' LIMIT 1);
DROP FUNCTION retention_days(text, text, text);
