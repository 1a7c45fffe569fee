package dev.statewave.platform.postgres;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The migrations that lead to the schema of this version. */
public final class SchemaRevisions {

    /** Asks a database for its version; fails on one that was never migrated. */
    public static final String FOUND =
            "SELECT coalesce(max(version::int), 0) FROM flyway_schema_history WHERE success AND version IS NOT NULL";

    private final NavigableMap<Integer, String> names;

    private SchemaRevisions(NavigableMap<Integer, String> names) {
        this.names = names;
    }

    public static SchemaRevisions ofThisVersion() {
        try {
            var names = new TreeMap<Integer, String>();
            for (var migration :
                    new PathMatchingResourcePatternResolver().getResources("classpath*:db/migration/V*.sql")) {
                String[] parts = Objects.requireNonNull(migration.getFilename())
                        .substring(1)
                        .replace(".sql", "")
                        .split("__", 2);
                names.put(Integer.parseInt(parts[0]), parts[0] + "_" + parts[1]);
            }
            return new SchemaRevisions(names);
        } catch (IOException e) {
            throw new IllegalStateException("the migrations cannot be listed", e);
        }
    }

    public int newest() {
        return names.lastKey();
    }

    /** The name of the newest, such as {@code 0002_tenants_apart}. */
    public String head() {
        return names.lastEntry().getValue();
    }

    /** The name of a version; its number where this version does not know it, null for 0. */
    public @Nullable String name(int version) {
        return version == 0 ? null : names.getOrDefault(version, "%04d".formatted(version));
    }

    /** The names of all after a version, oldest first. */
    public List<String> after(int version) {
        return names.tailMap(version, false).entrySet().stream()
                .map(Map.Entry::getValue)
                .toList();
    }
}
