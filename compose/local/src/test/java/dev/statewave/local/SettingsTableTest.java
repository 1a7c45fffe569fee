package dev.statewave.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.context.ContextSettings;
import dev.statewave.context.receipts.ReceiptSettings;
import dev.statewave.gateway.GatewaySettings;
import dev.statewave.gateway.limits.RateLimitSettings;
import dev.statewave.ingest.IngestSettings;
import dev.statewave.models.ModelSettings;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.policy.PolicySettings;
import dev.statewave.platform.portability.PortabilitySettings;
import dev.statewave.platform.postgres.DatabaseSettings;
import dev.statewave.webhooks.delivery.WebhookSettings;
import dev.statewave.webhooks.relay.RelaySettings;
import dev.statewave.worker.WorkerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The table of settings is for people, and this keeps it true. */
class SettingsTableTest {

    private static final Pattern ROW =
            Pattern.compile("^\\| `(STATEWAVE_[A-Z_]+)` \\| (?:`(.*?)`|\\*(?:none|empty)\\*) \\|");
    /** Read before any deployable starts, or by its settings file. */
    private static final Set<String> ELSEWHERE = Set.of(
            "STATEWAVE_HOME",
            "STATEWAVE_HEAP",
            "STATEWAVE_HOST",
            "STATEWAVE_PORT",
            "STATEWAVE_INGEST_PORT",
            "STATEWAVE_CONTEXT_PORT",
            "STATEWAVE_WORKER_PORT",
            "STATEWAVE_DISPATCHER_PORT",
            "STATEWAVE_INTERNAL_HOST",
            "STATEWAVE_LOG_LEVEL",
            "STATEWAVE_LOCAL_KAFKA_PORT",
            "STATEWAVE_LOCAL_KAFKA_CONTROLLER_PORT",
            "STATEWAVE_LOCAL_POSTGRES_PORT",
            "STATEWAVE_BROKER_HOST",
            "STATEWAVE_BROKER_ADVERTISED_HOST",
            "STATEWAVE_BROKER_INSIDE");

    @Test
    void everySetting_standsInTheTableWithItsDefault() throws IOException {
        Map<String, String> table = table();
        declared()
                .forEach((name, value) ->
                        assertThat(table).as("docs/settings.md").containsEntry(name, value));
    }

    @Test
    void nothingElse_standsInTheTable() throws IOException {
        assertThat(table().keySet())
                .isSubsetOf(Stream.concat(declared().keySet().stream(), ELSEWHERE.stream())
                        .collect(Collectors.toSet()));
        assertThat(table().keySet()).containsAll(ELSEWHERE);
    }

    private static Map<String, String> declared() {
        return Stream.of(
                        KafkaSettings.class,
                        DatabaseSettings.class,
                        PortabilitySettings.class,
                        PolicySettings.class,
                        GatewaySettings.class,
                        RateLimitSettings.class,
                        IngestSettings.class,
                        WorkerSettings.class,
                        ContextSettings.class,
                        ReceiptSettings.class,
                        ModelSettings.class,
                        WebhookSettings.class,
                        RelaySettings.class)
                .flatMap(settings -> Arrays.stream(settings.getDeclaredConstructors()[0].getParameters()))
                .collect(Collectors.toMap(
                        parameter -> "STATEWAVE_"
                                + parameter
                                        .getName()
                                        .replaceAll("([A-Z])", "_$1")
                                        .toUpperCase(),
                        parameter -> String.join(
                                ",", parameter.getAnnotation(DefaultValue.class).value()),
                        (first, second) -> first,
                        TreeMap::new));
    }

    private static Map<String, String> table() throws IOException {
        return Files.readAllLines(Path.of("..", "..", "docs", "settings.md")).stream()
                .map(ROW::matcher)
                .filter(java.util.regex.Matcher::find)
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2) == null ? "" : row.group(2)));
    }
}
