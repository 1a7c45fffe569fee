package dev.statewave.ingest.templates;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A form for a recurring kind of episode.
 *
 * @param id lower-case letters, digits and dashes
 * @param contentTemplate text with a placeholder in braces for each field
 */
record MemoryTemplate(
        String id,
        int version,
        String title,
        String description,
        String episodeType,
        List<Field> fields,
        String contentTemplate) {

    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]+");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

    /** @param type {@code string} for a line, {@code text} for more */
    record Field(String name, String type, boolean required, String description) {}

    /** @throws IllegalArgumentException with a sentence that says what is wrong with it */
    MemoryTemplate {
        require(id != null && ID.matcher(id).matches(), "its id %s is not made of a-z, 0-9 and dashes".formatted(id));
        require(
                version > 0
                        && title != null
                        && description != null
                        && episodeType != null
                        && fields != null
                        && contentTemplate != null,
                "id, version, title, description, episode_type, fields and content_template are needed");
        var names = new HashSet<String>();
        for (Field field : fields) {
            require(
                    field.name() != null && NAME.matcher(field.name()).matches() && names.add(field.name()),
                    "field %s is not a name of its own".formatted(field.name()));
            require(
                    Set.of("string", "text").contains(field.type()),
                    "field %s is neither string nor text".formatted(field.name()));
        }
        PLACEHOLDER
                .matcher(contentTemplate)
                .results()
                .map(found -> found.group(1))
                .forEach(name -> require(names.contains(name), "placeholder {%s} has no field".formatted(name)));
        fields = List.copyOf(fields);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** The text with the values in it. A value is never read as a placeholder; a missing one is empty. */
    String render(Map<String, String> values) {
        return PLACEHOLDER
                .matcher(contentTemplate)
                .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), "")));
    }
}
