package dev.statewave.contract.audit;

/** What can be done by way of {@code /admin}. */
public enum AdminAction {
    SUBJECT_DELETE("subject.delete"),
    SUBJECT_REBUILD("subject.rebuild"),
    REBUILD("rebuild"),
    MEMORY_LABELS_SET("memory.labels_set"),
    MEMORY_LABELS_PROMOTE("memory.labels_promote"),
    MEMORY_EXPIRY_SET("memory.expiry_set"),
    JOBS_DELETE("jobs.delete"),
    JOBS_RESET("jobs.reset"),
    WEBHOOKS_DELETE("webhooks.delete"),
    WEBHOOK_ENDPOINT_CREATE("webhook_endpoint.create"),
    WEBHOOK_ENDPOINT_UPDATE("webhook_endpoint.update"),
    WEBHOOK_ENDPOINT_DELETE("webhook_endpoint.delete"),
    WEBHOOK_ENDPOINT_ROTATE("webhook_endpoint.rotate"),
    WEBHOOK_ENDPOINT_REPLAY("webhook_endpoint.replay"),
    TENANT_CONFIG_UPDATE("tenant_config.update"),
    SETTING_UPDATE("setting.update"),
    SETTING_DELETE("setting.delete"),
    SETTINGS_APPLY("settings.apply"),
    RESTART("restart"),
    DEAD_LETTERS_REDRIVE("dead_letters.redrive"),
    DEAD_LETTERS_DROP("dead_letters.drop"),
    CONSUMER_GROUP_RESET("consumer_group.reset"),
    ROLE_PAUSE("role.pause"),
    ROLE_RESUME("role.resume"),
    TENANT_PAUSE("tenant.pause"),
    TENANT_RESUME("tenant.resume"),
    POLICY_UPLOAD("policy.upload"),
    POLICY_ACTIVATE("policy.activate"),
    POLICY_DEACTIVATE("policy.deactivate"),
    RETENTION_SET("retention.set"),
    KEY_ISSUE("key.issue"),
    KEY_ROTATE("key.rotate"),
    KEY_REVOKE("key.revoke");

    private final String wire;

    AdminAction(String wire) {
        this.wire = wire;
    }

    /** The text of the API and of the database. */
    public String wire() {
        return wire;
    }
}
