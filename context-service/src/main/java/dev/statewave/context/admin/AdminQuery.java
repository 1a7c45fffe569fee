package dev.statewave.context.admin;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.FieldReader;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The query parameters of a list under {@code /admin}. The tenant is one of them, and no header: without it the list is
 * of all tenants.
 */
public final class AdminQuery {

    private static final int LONGEST_SEARCH = 1_000;

    private final FieldReader fields;

    public AdminQuery(Map<String, String> parameters) {
        this.fields = FieldReader.query(parameters);
    }

    /** Null for all tenants. */
    public @Nullable String tenant() {
        return text("tenant_id", 256);
    }

    /** Null where it is absent or empty. */
    public @Nullable String text(String name, int max) {
        String text = fields.optionalText(name, max);
        return text == null || text.isEmpty() ? null : text;
    }

    /** The parameter {@code search} as a pattern for {@code ILIKE}; null where it is absent or empty. */
    public @Nullable String searchPattern() {
        String search = text("search", LONGEST_SEARCH);
        return search == null
                ? null
                : "%" + search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }

    /** Null where it is absent. */
    public @Nullable String oneOf(String name, Set<String> allowed) {
        return fields.optionalEnum(name, allowed);
    }

    /** Null where it is absent. */
    public @Nullable Boolean flag(String name) {
        return fields.has(name) ? fields.bool(name, false) : null;
    }

    /** A list of ids, separated by commas. Null where it is absent or empty. */
    public UUID @Nullable [] uuids(String name, int most) {
        String text = text(name, most * 37 - 1);
        if (text == null) {
            return null;
        }
        var items = Json.MAPPER.createArrayNode();
        for (String item : text.split(",", most + 1)) {
            items.add(item);
        }
        ObjectNode list = Json.object();
        list.set(name, items);
        return fields.instead(list).uuids(name, most).toArray(UUID[]::new);
    }

    public int limit(int most, int fallback) {
        return fields.integer("limit", 1, most, fallback);
    }

    public int offset() {
        return fields.integer("offset", 0, Integer.MAX_VALUE, 0);
    }

    /** For parameters that few lists have. */
    public FieldReader fields() {
        return fields;
    }

    /** @throws dev.statewave.contract.rest.ApiException 422 where anything was wrong */
    public void check() {
        fields.check();
    }
}
