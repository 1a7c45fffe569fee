package dev.statewave.gateway.edge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;

/** The methods of each path in the OpenAPI document. */
final class KnownPaths {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    /**
     * A path with one parameter or two.
     *
     * @param middle between the two; null where there is one
     * @param slashes whether the first may hold slashes, as a subject id that a client did not encode
     */
    private record Template(
            String prefix, @Nullable String middle, String suffix, boolean slashes, Set<HttpMethod> methods) {

        static Template of(String path, Set<HttpMethod> methods) {
            int open = path.indexOf('{');
            int close = path.indexOf('}');
            boolean slashes = path.substring(open + 1, close).equals("subject_id");
            int second = path.indexOf('{', close);
            if (second < 0) {
                return new Template(path.substring(0, open), null, path.substring(close + 1), slashes, methods);
            }
            int end = path.indexOf('}', second);
            if (path.indexOf('{', end) >= 0) {
                throw new IllegalArgumentException("a path of the OpenAPI document has three parameters: " + path);
            }
            return new Template(
                    path.substring(0, open),
                    path.substring(close + 1, second),
                    path.substring(end + 1),
                    slashes,
                    methods);
        }

        boolean matches(String path) {
            int end = path.length() - suffix.length();
            if (end <= prefix.length() || !path.startsWith(prefix) || !path.endsWith(suffix)) {
                return false;
            }
            if (middle == null) {
                return isValue(path, end);
            }
            int second = path.lastIndexOf('/', end - 1) + 1;
            int firstEnd = second - middle.length();
            return second < end
                    && firstEnd > prefix.length()
                    && path.startsWith(middle, firstEnd)
                    && isValue(path, firstEnd);
        }

        private boolean isValue(String path, int end) {
            return slashes || path.lastIndexOf('/', end - 1) < prefix.length();
        }
    }

    private final Map<String, Set<HttpMethod>> plain = new HashMap<>();
    private final List<Template> templates = new ArrayList<>();

    KnownPaths(Map<String, Map<String, Object>> paths) {
        paths.forEach((path, operations) -> {
            Set<HttpMethod> methods = methods(operations);
            if (path.contains("{")) {
                templates.add(Template.of(path, methods));
            } else {
                plain.put(path, methods);
            }
        });
    }

    /** Empty for a path that is not in the document. */
    Set<HttpMethod> methods(String path) {
        var methods = new HashSet<>(plain.getOrDefault(path, Set.of()));
        for (Template template : templates) {
            if (template.matches(path)) {
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
}
