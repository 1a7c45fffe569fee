package dev.statewave.local.operations;

import dev.statewave.contract.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Which letters a command is about. */
final class LetterOptions {

    @Option(names = "--kind", paramLabel = "KIND", description = "record or job")
    private @Nullable String kind;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "a dead-letter topic")
    private @Nullable String topic;

    @Option(names = "--stage", paramLabel = "GROUP", description = "the consumer group that gave them up")
    private @Nullable String stage;

    @Option(names = "--code", paramLabel = "CODE", description = "the error code")
    private @Nullable String code;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "the tenant that they name")
    private @Nullable String tenant;

    @Option(names = "--since", paramLabel = "TIME", description = "given up at this time or later")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "given up before this time")
    private @Nullable String until;

    private Map<String, String> named() {
        var named = new LinkedHashMap<String, String>();
        put(named, "kind", kind);
        put(named, "topic", topic);
        put(named, "stage", stage);
        put(named, "code", code);
        put(named, "tenant_id", tenant);
        put(named, "since", since);
        put(named, "until", until);
        return named;
    }

    private static void put(Map<String, String> named, String name, @Nullable String value) {
        if (value != null) {
            named.put(name, value);
        }
    }

    /** As query parameters, each with an ampersand before it. */
    String query() {
        return named().entrySet().stream()
                .map(each -> "&" + each.getKey() + "=" + OperationsClient.encode(each.getValue()))
                .collect(Collectors.joining());
    }

    /** As the body of a request that is about exactly these ids, or where there are none about all that fit. */
    ObjectNode body(List<String> ids, boolean all) {
        ObjectNode body = Json.object();
        named().forEach(body::put);
        if (!ids.isEmpty()) {
            var list = body.putArray("ids");
            ids.forEach(list::add);
        }
        if (all) {
            body.put("all", true);
        }
        return body;
    }
}
