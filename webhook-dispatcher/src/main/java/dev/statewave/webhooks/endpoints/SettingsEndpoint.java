package dev.statewave.webhooks.endpoints;

import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.webhooks.delivery.WebhookSettings;
import java.net.URI;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Shows the receiver of the settings among the endpoints, for the settings are known to this process only. */
@Component
class SettingsEndpoint {

    static final UUID ID = new UUID(0, 0);

    private static final String SHOW = """
            INSERT INTO webhook_endpoints AS shown (id, tenant_id, url, description, event_types, subject_prefix, headers,
                secrets, ordering, paused, enabled, read_only, version, created_at, updated_at)
            VALUES (:id, '', :url, 'STATEWAVE_WEBHOOK_URL', string_to_array(:events, ','), '', '{}',
                '[]', 'best_effort', false, true, true, 1, now(), now())
            ON CONFLICT (id) DO UPDATE SET url = excluded.url, event_types = excluded.event_types,
                version = shown.version + 1, updated_at = now()
            WHERE shown.url <> excluded.url OR shown.event_types <> excluded.event_types""";

    private static final String HIDE = "DELETE FROM webhook_endpoints WHERE id = :id";

    private final JdbcClient database;
    private final ScopedTransactions transactions;
    private final WebhookSettings settings;

    SettingsEndpoint(JdbcClient database, ScopedTransactions transactions, WebhookSettings settings) {
        this.database = database;
        this.transactions = transactions;
        this.settings = settings;
    }

    void show() {
        transactions.run(TenantScope.ALL, () -> {
            if (settings.webhookUrl().isEmpty()) {
                database.sql(HIDE).param("id", ID).update();
            } else {
                database.sql(SHOW)
                        .param("id", ID)
                        .param("url", withoutUser(settings.webhookUrl()))
                        .param("events", String.join(",", settings.events()))
                        .update();
            }
        });
    }

    private static String withoutUser(String url) {
        String user = URI.create(url).getRawUserInfo();
        return user == null ? url : url.replace("//" + user + "@", "//");
    }
}
