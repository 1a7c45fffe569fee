package dev.statewave.gateway.edge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.http.HttpMethod;

/** Which methods a path has, by the OpenAPI document. */
final class KnownPaths {

    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]*)}");
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private record Template(Pattern pattern, Set<HttpMethod> methods) {}

    private final Map<String, Set<HttpMethod>> plain = new HashMap<>();
    private final List<Template> templates = new ArrayList<>();

    KnownPaths(Map<String, Map<String, Object>> paths) {
        paths.forEach((path, operations) -> {
            Set<HttpMethod> methods = methods(operations);
            if (path.contains("{")) {
                templates.add(new Template(pattern(path), methods));
            } else {
                plain.put(path, methods);
            }
        });
    }

    /** Empty for a path that the document does not know. */
    Set<HttpMethod> methods(String path) {
        var methods = new HashSet<>(plain.getOrDefault(path, Set.of()));
        for (Template template : templates) {
            if (template.pattern.matcher(path).matches()) {
                methods.addAll(template.methods);
            }
        }
        return methods;
    }

    private static Set<HttpMethod> methods(Map<String, Object> operations) {
        var methods = new HashSet<HttpMethod>();
        operations.keySet().stream()
                .filter(METHODS::contains)
                .forEach(name -> methods.add(HttpMethod.valueOf(name.toUpperCase(Locale.ROOT))));
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        return methods;
    }

    // A subject id may hold slashes, which clients do not all encode.
    private static Pattern pattern(String path) {
        var regex = new StringBuilder();
        int at = 0;
        var parameters = PARAMETER.matcher(path);
        while (parameters.find()) {
            regex.append(Pattern.quote(path.substring(at, parameters.start())))
                    .append(parameters.group(1).equals("subject_id") ? ".+" : "[^/]+");
            at = parameters.end();
        }
        return Pattern.compile(regex.append(Pattern.quote(path.substring(at))).toString());
    }
}
