package dev.statewave.platform.tracing;

import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the standard variables of OpenTelemetry say. They are read only where tracing is on.
 *
 * @param endpoint a whole URL
 * @param headers of each request to the collector
 * @param serviceName null for that of the deployable
 * @param resource further attributes of all spans
 */
record ExporterVariables(
        String endpoint,
        Map<String, String> headers,
        @Nullable String serviceName,
        Map<String, String> resource,
        Sampler sampler) {

    private static final String SAMPLERS =
            "always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio";

    /**
     * @param variables the value of a variable, or null
     * @throws IllegalStateException with a sentence that names the variable, its value and the mend
     */
    static ExporterVariables read(UnaryOperator<@Nullable String> variables) {
        protocol(variables, "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL");
        Map<String, String> headers = new LinkedHashMap<>(pairs(variables, "OTEL_EXPORTER_OTLP_HEADERS"));
        headers.putAll(pairs(variables, "OTEL_EXPORTER_OTLP_TRACES_HEADERS"));
        return new ExporterVariables(
                endpoint(variables),
                headers,
                given(variables, "OTEL_SERVICE_NAME"),
                pairs(variables, "OTEL_RESOURCE_ATTRIBUTES"),
                sampler(variables));
    }

    private static String endpoint(UnaryOperator<@Nullable String> variables) {
        String whole = given(variables, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
        if (whole != null) {
            return checked("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", whole);
        }
        String base = given(variables, "OTEL_EXPORTER_OTLP_ENDPOINT");
        String address = base == null ? "http://localhost:4318" : checked("OTEL_EXPORTER_OTLP_ENDPOINT", base);
        return address + (address.endsWith("/") ? "v1/traces" : "/v1/traces");
    }

    private static String checked(String name, String url) {
        URI parsed;
        try {
            parsed = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw wrong(name, url, "has to be a URL such as http://collector:4318");
        }
        boolean http = "http".equalsIgnoreCase(parsed.getScheme()) || "https".equalsIgnoreCase(parsed.getScheme());
        if (!http || parsed.getHost() == null) {
            throw wrong(name, url, "has to be a URL such as http://collector:4318");
        }
        return url;
    }

    private static void protocol(UnaryOperator<@Nullable String> variables, String... names) {
        for (String name : names) {
            String given = given(variables, name);
            if (given != null && !given.equals("http/protobuf")) {
                throw wrong(name, given, "has to be http/protobuf, which collectors take on port 4318; leave it out");
            }
        }
    }

    private static Sampler sampler(UnaryOperator<@Nullable String> variables) {
        String given = given(variables, "OTEL_TRACES_SAMPLER");
        return switch (given == null ? "parentbased_always_on" : given) {
            case "always_on" -> Sampler.alwaysOn();
            case "always_off" -> Sampler.alwaysOff();
            case "traceidratio" -> Sampler.traceIdRatioBased(ratio(variables));
            case "parentbased_always_on" -> Sampler.parentBased(Sampler.alwaysOn());
            case "parentbased_always_off" -> Sampler.parentBased(Sampler.alwaysOff());
            case "parentbased_traceidratio" -> Sampler.parentBased(Sampler.traceIdRatioBased(ratio(variables)));
            default -> throw wrong("OTEL_TRACES_SAMPLER", String.valueOf(given), "has to be one of " + SAMPLERS);
        };
    }

    private static double ratio(UnaryOperator<@Nullable String> variables) {
        String name = "OTEL_TRACES_SAMPLER_ARG";
        String given = given(variables, name);
        if (given == null) {
            return 1;
        }
        double ratio;
        try {
            ratio = Double.parseDouble(given);
        } catch (NumberFormatException e) {
            throw wrong(name, given, "has to be a share, 0 to 1");
        }
        if (!(ratio >= 0 && ratio <= 1)) {
            throw wrong(name, given, "has to be a share, 0 to 1");
        }
        return ratio;
    }

    /** {@code key=value,key=value}; values may be percent-encoded. */
    private static Map<String, String> pairs(UnaryOperator<@Nullable String> variables, String name) {
        var pairs = new LinkedHashMap<String, String>();
        String given = given(variables, name);
        if (given == null) {
            return pairs;
        }
        for (String pair : given.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (pair.isBlank()) {
                continue;
            }
            // The value may be a key for the collector, so the message does not repeat it.
            if (equals < 1) {
                throw new IllegalStateException(name + " has to be key=value, comma-separated.");
            }
            try {
                // A plus stands for itself here and not, as in forms, for a blank.
                String value = pair.substring(equals + 1).trim().replace("+", "%2B");
                pairs.put(pair.substring(0, equals).trim(), URLDecoder.decode(value, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException(
                        name + " has a value that is not percent-encoded: write a percent sign as %25.");
            }
        }
        return pairs;
    }

    private static @Nullable String given(UnaryOperator<@Nullable String> variables, String name) {
        String value = variables.apply(name);
        return value == null || value.isBlank() ? null : value.trim();
    }

    // Without a cause: the deepest one is what a person reads when the start is refused.
    private static IllegalStateException wrong(String name, String value, String mend) {
        return new IllegalStateException("%s is %s and %s.".formatted(name, value, mend));
    }
}
