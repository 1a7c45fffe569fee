-- Settings that operators have stored by way of the API. They hold for the whole installation, so no tenant owns a row; what a tenant may set
-- for itself stands in tenant_configs. Every deployable reads them when it starts.
CREATE TABLE stored_settings (
    key        text        PRIMARY KEY,
    value      jsonb       NOT NULL,
    changed_by text        NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);

-- Who changed which setting. tenant_id is '' where the change is for all. Secrets cannot be stored, so none stands here.
CREATE TABLE setting_changes (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id  text        NOT NULL,
    key        text        NOT NULL,
    old_value  jsonb,
    new_value  jsonb,
    action     text        NOT NULL CHECK (action IN ('patch', 'delete')),
    changed_by text        NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now(),
    note       text
);
CREATE INDEX setting_changes_by_key ON setting_changes (key, id);

SELECT keep_tenants_apart('setting_changes');

-- Append-only for the services, whatever their code does.
REVOKE UPDATE, DELETE ON setting_changes FROM statewave_app;
