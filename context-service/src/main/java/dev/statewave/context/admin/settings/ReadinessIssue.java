package dev.statewave.context.admin.settings;

import dev.statewave.contract.settings.Setting;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * What is unwise about the settings of an installation that others rely on.
 *
 * @param id stable, for programs
 * @param fix which setting mends it
 * @param fixStaged whether the mend is stored and waits for a restart: never, it is found by the next look
 */
record ReadinessIssue(String id, Severity severity, String title, String summary, Fix fix, boolean fixStaged) {

    enum Severity {
        critical,
        high,
        medium,
        low
    }

    /**
     * How it is mended.
     *
     * @param kind {@code setting} where the value can be stored, {@code env} where only the environment has it
     */
    record Fix(String kind, String key, String envName) {}

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");
    private static final String DEFAULT_DATABASE = "statewave:statewave@";

    static boolean asksForKeys(AppliedSettings settings) {
        return !settings.value("api_key").isEmpty() || settings.isTrue("issued_keys");
    }

    /** @param hasTenants whether episodes of tenants are there */
    static List<ReadinessIssue> of(AppliedSettings settings, boolean hasTenants) {
        var issues = new ArrayList<ReadinessIssue>();
        access(settings, hasTenants, issues);
        models(settings, issues);
        webhooks(settings, issues);
        storage(settings, issues);
        issues.sort(Comparator.comparing(ReadinessIssue::severity));
        return List.copyOf(issues);
    }

    private static void access(AppliedSettings settings, boolean hasTenants, List<ReadinessIssue> issues) {
        if (!asksForKeys(settings)) {
            boolean local = LOOPBACK.contains(settings.value("host"));
            issues.add(issue(
                    "no_auth",
                    local ? Severity.high : Severity.critical,
                    "Nobody is asked for a key",
                    "Whoever reaches %s:%s may read and erase everything, /admin included."
                            .formatted(settings.value("host"), settings.value("port")),
                    "api_key"));
        }
        if (hasTenants && !settings.isTrue("require_tenant")) {
            issues.add(issue(
                    "tenant_not_required",
                    Severity.high,
                    "Requests without a tenant see all tenants",
                    "There are tenants, and a request that names none reads the rows of all of them.",
                    "require_tenant"));
        }
        if (settings.value("cors_origins").contains("\"*\"")) {
            issues.add(issue(
                    "cors_any",
                    Severity.low,
                    "Any website may call the API from a browser",
                    "Name the origins that are yours.",
                    "cors_origins"));
        }
        if (settings.value("rate_limit_rpm").equals("0")
                && settings.value("rate_limit_key_rpm").equals("0")
                && settings.value("rate_limit_tenant_rpm").equals("0")) {
            issues.add(issue(
                    "no_rate_limit",
                    Severity.medium,
                    "No caller has a budget",
                    "One caller can take all that the others need.",
                    "rate_limit_rpm"));
        }
        if (!LOOPBACK.contains(settings.value("internal_host"))) {
            issues.add(issue(
                    "internal_services_open",
                    Severity.medium,
                    "The services behind the gateway listen on %s".formatted(settings.value("internal_host")),
                    "They ask for no key: see that only the gateway can reach them.",
                    "internal_host"));
        }
    }

    private static void models(AppliedSettings settings, List<ReadinessIssue> issues) {
        String provider = settings.value("embedding_provider");
        if (provider.equals("none") || provider.equals("stub")) {
            issues.add(issue(
                    "no_embeddings",
                    Severity.high,
                    "Memories have no vectors of a meaning",
                    "With the embedding provider %s they are found by words alone.".formatted(provider),
                    "embedding_provider"));
        }
    }

    private static void webhooks(AppliedSettings settings, List<ReadinessIssue> issues) {
        String url = settings.value("webhook_url");
        if (url.isEmpty()) {
            return;
        }
        if (settings.value("webhook_secret").isEmpty()) {
            issues.add(issue(
                    "webhook_unsigned",
                    Severity.high,
                    "Webhooks are not signed",
                    "The receiver cannot tell our deliveries from those of anyone else.",
                    "webhook_secret"));
        }
        if (url.startsWith("http://") && !isLoopback(url)) {
            issues.add(issue(
                    "webhook_not_encrypted",
                    Severity.medium,
                    "Webhooks are not encrypted",
                    "Their address begins with http:// and is not on this machine.",
                    "webhook_url"));
        }
    }

    private static boolean isLoopback(String url) {
        try {
            String host = URI.create(url).getHost();
            // No name is looked up: an answer would wait for it.
            return host != null
                    && (LOOPBACK.contains(host)
                            || host.startsWith("127.")
                                    && InetAddress.ofLiteral(host).isLoopbackAddress());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void storage(AppliedSettings settings, List<ReadinessIssue> issues) {
        if (settings.value("database_url").contains(DEFAULT_DATABASE)) {
            issues.add(issue(
                    "default_database_password",
                    Severity.high,
                    "The database has the password of the documentation",
                    "Choose one of your own.",
                    "database_url"));
        }
        if (settings.value("kafka_replication").equals("1")) {
            issues.add(issue(
                    "one_copy_of_topics",
                    Severity.medium,
                    "Topics have one copy",
                    "A broker whose disk is lost takes with it what was accepted and not yet stored.",
                    "kafka_replication"));
        }
        if (settings.value("kind_ttl_days").isEmpty()) {
            issues.add(issue(
                    "no_retention",
                    Severity.low,
                    "Memories never expire",
                    "No kind of memory has an end, so all are kept until their subject is erased.",
                    "kind_ttl_days"));
        }
        if (settings.value("receipt_signing_keys").isEmpty() && !settings.isTrue("receipts_disabled")) {
            issues.add(issue(
                    "receipts_unsigned",
                    Severity.low,
                    "Receipts are not signed",
                    "Whoever can change the database can change a receipt unnoticed.",
                    "receipt_signing_keys"));
        }
        if (!settings.isTrue("redact_secrets")) {
            issues.add(issue(
                    "secrets_kept",
                    Severity.low,
                    "Secrets in episodes are kept as they come",
                    "Keys and tokens that agents paste stand on the log, in the database and in answers.",
                    "redact_secrets"));
        }
    }

    private static ReadinessIssue issue(String id, Severity severity, String title, String summary, String key) {
        Setting setting = Setting.find(key).orElseThrow();
        return new ReadinessIssue(
                id,
                severity,
                title,
                summary,
                new Fix(setting.editable() ? "setting" : "env", key, setting.variable()),
                false);
    }
}
