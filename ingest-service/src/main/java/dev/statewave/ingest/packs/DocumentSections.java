package dev.statewave.ingest.packs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Splits a Markdown document at its headings of the first three levels, outside of fenced code. */
final class DocumentSections {

    private static final int DEEPEST = 3;

    private final List<Section> sections = new ArrayList<>();
    private final List<String> path = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();

    private DocumentSections() {}

    /**
     * A part of a document under one heading, without the parts under deeper ones.
     *
     * @param path the headings that lead to it, its own last; empty before the first one
     */
    record Section(List<String> path, String text) {

        /** The part of an address that leads to its heading. */
        String slug() {
            String title = path.isEmpty() ? "" : path.getLast().toLowerCase(Locale.ROOT);
            var slug = new StringBuilder(title.length());
            for (char c : title.toCharArray()) {
                if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-') {
                    slug.append(c);
                } else if (c == ' ') {
                    slug.append('-');
                }
            }
            return slug.toString();
        }
    }

    /** Those that have a text, in their order. */
    static List<Section> of(String markdown) {
        var splitter = new DocumentSections();
        boolean fenced = false;
        for (String line : markdown.lines().toList()) {
            if (line.startsWith("```")) {
                fenced = !fenced;
            }
            int level = fenced ? 0 : level(line);
            if (level > 0) {
                splitter.end();
                splitter.enter(level, line.substring(level).strip());
            } else {
                splitter.body.append(line).append('\n');
            }
        }
        splitter.end();
        return List.copyOf(splitter.sections);
    }

    /** Of a heading; 0 for any other line. */
    private static int level(String line) {
        int level = 0;
        while (level < line.length() && line.charAt(level) == '#') {
            level++;
        }
        return level <= DEEPEST && level < line.length() && line.charAt(level) == ' ' ? level : 0;
    }

    private void enter(int level, String title) {
        while (path.size() >= level) {
            path.removeLast();
        }
        path.add(title);
    }

    private void end() {
        String text = body.toString().strip();
        body.setLength(0);
        if (!text.isEmpty()) {
            sections.add(new Section(List.copyOf(path), text));
        }
    }
}
