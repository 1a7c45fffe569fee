package dev.statewave.worker.compile.claims;

import com.google.re2j.Pattern;
import dev.statewave.worker.compile.claims.Language.Section;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the file of a language, line by line: {@code # a comment}, {@code let NAME = a part of patterns}, {@code list:
 * words, and phrases}, {@code [claim.key] its cues}, and below that {@code rule: a pattern}.
 */
final class LanguageFile {

    private static final String NAME_WORD = "(?-i:[\\p{Lu}\\p{Lo}][\\p{L}\\p{M}\\d'’.\\-]*)";
    private static final String NAMES = "(?<value>" + NAME_WORD
            + "(?: (?:(?:van|von|de|der|den|del|da|di|do|dos|das|la|le|el|al|bin|ibn|ten|ter|zu|af|av) ){0,3}"
            + NAME_WORD + "){0,5})";

    private final Map<String, String> parts = new LinkedHashMap<>();
    private final Map<String, List<String>> lists = new LinkedHashMap<>();
    private final List<Section> sections = new ArrayList<>();
    private @Nullable List<FactForm> forms;

    private LanguageFile() {
        parts.put("{NAMEWORD}", NAME_WORD);
        parts.put("{names}", NAMES);
        parts.put("{value}", "(?<value>.+)");
    }

    /** @throws IllegalStateException where the file has a line that it should not have */
    static Language read(String code) {
        String resource = "/facts/" + code + ".forms";
        var file = new LanguageFile();
        try (InputStream in = LanguageFile.class.getResourceAsStream(resource)) {
            new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .forEach(file::line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(resource + ": " + e.getMessage(), e);
        }
        return new Language(file.lists, file.sections);
    }

    private void line(String line) {
        if (line.startsWith("let ")) {
            String[] part = line.substring("let ".length()).split(" = ", 2);
            // A part may end with a space, which the line has lost.
            parts.put("{" + part[0].strip() + "}", expanded(part[1]));
        } else if (line.startsWith("[")) {
            int end = line.indexOf(']');
            forms = new ArrayList<>();
            sections.add(new Section(key(line.substring(1, end)), new Phrases(items(line.substring(end + 1))), forms));
        } else {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException("no colon in: " + line);
            }
            String name = line.substring(0, colon);
            if (forms == null) {
                lists.computeIfAbsent(name, first -> new ArrayList<>()).addAll(items(line.substring(colon + 1)));
            } else {
                forms.add(form(name, line.substring(colon + 1).strip()));
            }
        }
    }

    private static @Nullable ClaimKey key(String code) {
        return code.isEmpty()
                ? null
                : ClaimKey.of(code).orElseThrow(() -> new IllegalArgumentException("no such key: " + code));
    }

    private FactForm form(String name, String pattern) {
        boolean negated = name.startsWith("not ");
        String rule = negated ? name.substring("not ".length()) : name;
        int bracket = rule.indexOf('(');
        String template = bracket < 0 ? "%s" : rule.substring(bracket + 1, rule.length() - 1);
        return new FactForm(
                negated,
                ValueRule.of(bracket < 0 ? rule : rule.substring(0, bracket)),
                template,
                Pattern.compile(expanded(pattern), Pattern.CASE_INSENSITIVE | Pattern.DOTALL));
    }

    private String expanded(String pattern) {
        String expanded = pattern;
        for (var part : parts.entrySet()) {
            expanded = expanded.replace(part.getKey(), part.getValue());
        }
        return expanded;
    }

    private static List<String> items(String list) {
        return Arrays.stream(list.split(","))
                .map(item -> Phrases.comparable(item.strip()))
                .filter(item -> !item.isEmpty())
                .toList();
    }
}
