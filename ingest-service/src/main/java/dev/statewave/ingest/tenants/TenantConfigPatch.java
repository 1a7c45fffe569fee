package dev.statewave.ingest.tenants;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.FieldReader;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is to change of a tenant's configuration.
 *
 * @param changes the fields that were given; all others keep their values
 * @param region that was given; null where none was, or where it is to be taken away
 * @param expectedVersion 0 for "must not exist yet"; null for any
 * @param forceRegionPin whether a region that this server does not serve is taken too
 */
record TenantConfigPatch(
        ObjectNode changes,
        @Nullable String region,
        @Nullable Integer expectedVersion,
        boolean forceRegionPin) {

    private static final Set<String> KNOWN = Set.of(
            "receipts",
            "receipt_retention_days",
            "policy_mode",
            "require_caller_identity",
            "region",
            "receipt_signing_key_id",
            "context_fill",
            "redact_secrets",
            "expected_version",
            "force_region_pin");
    private static final int MAX_DAYS = 36_500;

    static TenantConfigPatch read(FieldReader fields) {
        fields.onlyKnown(KNOWN);
        ObjectNode changes = Json.object();
        String receipts = fields.optionalEnum("receipts", Set.of("always", "on_request", "never"));
        String policyMode = fields.optionalEnum("policy_mode", Set.of("log_only", "enforce"));
        String fill = fields.optionalEnum("context_fill", Set.of("budget", "relevant"));
        Integer days = fields.integer("receipt_retention_days", 0, MAX_DAYS, null);
        boolean requireCaller = fields.bool("require_caller_identity", false);
        boolean redact = fields.bool("redact_secrets", false);
        String region = fields.optionalText("region", 64);
        String signingKey = fields.optionalText("receipt_signing_key_id", 256);
        Integer expected = fields.integer("expected_version", 0, Integer.MAX_VALUE, null);
        boolean force = fields.bool("force_region_pin", false);
        fields.check();
        put(changes, "receipts", receipts);
        put(changes, "policy_mode", policyMode);
        put(changes, "receipt_signing_key_id", signingKey);
        put(changes, "context_fill", fill);
        if (days != null) {
            changes.put("receipt_retention_days", days);
        }
        if (fields.has("require_caller_identity")) {
            changes.put("require_caller_identity", requireCaller);
        }
        if (fields.has("redact_secrets")) {
            changes.put("redact_secrets", redact);
        }
        // Null is a value here: it takes the region away.
        if (fields.raw().has("region")) {
            changes.put("region", region);
        }
        return new TenantConfigPatch(changes, region, expected, force);
    }

    private static void put(ObjectNode changes, String name, @Nullable String value) {
        if (value != null) {
            changes.put(name, value);
        }
    }
}
