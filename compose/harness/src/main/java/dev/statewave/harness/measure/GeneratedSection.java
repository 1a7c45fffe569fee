package dev.statewave.harness.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of which only what stands between two markers is written by a program. */
public final class GeneratedSection {

    public static final String BEGIN = "<!-- measured: from here -->";
    public static final String END = "<!-- measured: to here -->";

    private GeneratedSection() {}

    /**
     * Replaces what stands between the markers and keeps the rest.
     *
     * @throws IllegalStateException where the page has no such place
     */
    public static String replaced(String page, String content) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException(
                    "the page has no place for the figures: put the lines %s and %s into it".formatted(BEGIN, END));
        }
        return page.substring(0, begin) + BEGIN + "\n" + content + page.substring(end);
    }

    /** Writes into the page, and makes one of nothing but the figures where there is none. */
    public static void write(Path file, String title, String content) throws IOException {
        String page = Files.exists(file) ? Files.readString(file) : "# %s\n\n%s\n%s\n".formatted(title, BEGIN, END);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, replaced(page, content));
    }
}
