package dev.statewave.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.context.ContextSettings;
import dev.statewave.context.events.EventStreamSettings;
import dev.statewave.context.receipts.ReceiptSettings;
import dev.statewave.contract.settings.Setting;
import dev.statewave.gateway.GatewaySettings;
import dev.statewave.gateway.limits.RateLimitSettings;
import dev.statewave.ingest.IngestSettings;
import dev.statewave.models.ModelSettings;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.logging.LogSettings;
import dev.statewave.platform.policy.PolicySettings;
import dev.statewave.platform.portability.PortabilitySettings;
import dev.statewave.platform.postgres.DatabaseSettings;
import dev.statewave.platform.settings.RestartSettings;
import dev.statewave.webhooks.delivery.WebhookSettings;
import dev.statewave.webhooks.endpoints.EndpointSettings;
import dev.statewave.webhooks.relay.RelaySettings;
import dev.statewave.worker.ErasureSettings;
import dev.statewave.worker.RetentionSettings;
import dev.statewave.worker.WorkerSettings;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.lang.reflect.Parameter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
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
            "STATEWAVE_BROKER_INSIDE",
            "STATEWAVE_BROKER_NODE",
            "STATEWAVE_BROKER_VOTERS",
            "STATEWAVE_BROKER_CLUSTER");

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

    /** What the API shows of a setting, and what it lets an operator store, is what the code takes. */
    @Test
    void theListOfTheApi_isTheTable_withTheBoundsOfTheCode() throws IOException {
        Map<String, String> listed = Setting.ALL.stream()
                .collect(Collectors.toMap(Setting::variable, Setting::fallback, (one, two) -> one, LinkedHashMap::new));
        assertThat(listed).isEqualTo(table());
        Map<String, Parameter> parameters = parameters();
        for (Setting setting : Setting.ALL) {
            Parameter parameter = parameters.get(setting.variable());
            if (parameter == null) {
                // Whatever reads it at the start, what is stored comes in behind it.
                assertThat(setting.editable())
                        .as(setting.name())
                        .isEqualTo(setting.name().equals("LOG_LEVEL"));
                continue;
            }
            assertThat(setting.least()).as(setting.name()).isEqualTo(least(parameter));
            assertThat(setting.most()).as(setting.name()).isEqualTo(most(parameter));
            Class<?> type = parameter.getType();
            if (type.isEnum() && setting.editable()) {
                assertThat(setting.allowed())
                        .as(setting.name())
                        .isEqualTo(Arrays.stream(type.getEnumConstants())
                                .map(value -> value.toString().toLowerCase(Locale.ROOT))
                                .toList());
            }
            boolean text = Set.of("json", "string_or_null").contains(setting.kind());
            assertThat(kind(type)).as(setting.name()).isEqualTo(text ? "string" : setting.kind());
            Pattern pattern = parameter.isAnnotationPresent(jakarta.validation.constraints.Pattern.class)
                    ? Pattern.compile(parameter
                            .getAnnotation(jakarta.validation.constraints.Pattern.class)
                            .regexp())
                    : null;
            if (setting.editable() && pattern != null) {
                assertThat(setting.allowed()).as(setting.name()).isNotEmpty().allMatch(pattern.asMatchPredicate());
            }
        }
    }

    private static String kind(Class<?> type) {
        if (type == int.class || type == long.class) {
            return "int";
        }
        return type == boolean.class ? "bool" : type == double.class || type == BigDecimal.class ? "float" : "string";
    }

    private static BigDecimal least(Parameter parameter) {
        Min min = parameter.getAnnotation(Min.class);
        DecimalMin decimal = parameter.getAnnotation(DecimalMin.class);
        return min != null ? BigDecimal.valueOf(min.value()) : decimal == null ? null : new BigDecimal(decimal.value());
    }

    private static BigDecimal most(Parameter parameter) {
        Max max = parameter.getAnnotation(Max.class);
        DecimalMax decimal = parameter.getAnnotation(DecimalMax.class);
        return max != null ? BigDecimal.valueOf(max.value()) : decimal == null ? null : new BigDecimal(decimal.value());
    }

    private static Map<String, String> declared() {
        var declared = new TreeMap<String, String>();
        parameters()
                .forEach((name, parameter) -> declared.put(
                        name,
                        String.join(
                                ",", parameter.getAnnotation(DefaultValue.class).value())));
        return declared;
    }

    private static Map<String, Parameter> parameters() {
        return Stream.of(
                        KafkaSettings.class,
                        DatabaseSettings.class,
                        LogSettings.class,
                        PortabilitySettings.class,
                        PolicySettings.class,
                        RestartSettings.class,
                        GatewaySettings.class,
                        RateLimitSettings.class,
                        IngestSettings.class,
                        WorkerSettings.class,
                        RetentionSettings.class,
                        ErasureSettings.class,
                        ContextSettings.class,
                        EventStreamSettings.class,
                        ReceiptSettings.class,
                        ModelSettings.class,
                        WebhookSettings.class,
                        EndpointSettings.class,
                        RelaySettings.class)
                .flatMap(settings -> Arrays.stream(settings.getDeclaredConstructors()[0].getParameters()))
                .collect(Collectors.toMap(
                        parameter -> "STATEWAVE_"
                                + parameter
                                        .getName()
                                        .replaceAll("([A-Z])", "_$1")
                                        .toUpperCase(),
                        parameter -> parameter,
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
