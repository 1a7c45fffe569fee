package dev.statewave.harness.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of which only what stands between two markers is written by a program. */
final class GeneratedSection {

    static final String BEGIN = "<!-- measured: from here -->";
    static final String END = "<!-- measured: to here -->";

    private GeneratedSection() {}

    /**
     * Replaces what stands between the markers and keeps the rest.
     *
     * @throws IllegalStateException where the page has no such place
     */
    static String replaced(String page, String content) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException(
                    "the page has no place for the figures: put the lines %s and %s into it".formatted(BEGIN, END));
        }
        return page.substring(0, begin) + BEGIN + "\n" + content + page.substring(end);
    }

    /** Writes into the page, and makes one of nothing but the figures where there is none. */
    static void write(Path file, String content) throws IOException {
        String page = Files.exists(file) ? Files.readString(file) : "# Load\n\n%s\n%s\n".formatted(BEGIN, END);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, replaced(page, content));
    }
}
