package dev.statewave.worker.text;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Texts that exhaust the time or the stack of what reads them by backtracking. */
public final class HostileText {

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int STACK_BYTES = 256 * 1024;
    private static final int MEGABYTE = 1_000_000;

    private HostileText() {}

    public static Stream<String> texts() {
        return Stream.of(
                "Hello, I am " + "Anna ".repeat(4_000),
                "I am " + "Anna ".repeat(MEGABYTE / 5),
                "a".repeat(MEGABYTE),
                "A".repeat(MEGABYTE),
                " ".repeat(MEGABYTE) + "x",
                "\n".repeat(MEGABYTE),
                ".".repeat(MEGABYTE) + "x",
                "!".repeat(MEGABYTE) + "x",
                ")".repeat(MEGABYTE) + "x",
                "i use " + ",".repeat(MEGABYTE),
                "now ".repeat(MEGABYTE / 4),
                "i use tea now" + " now".repeat(MEGABYTE / 4),
                "[".repeat(MEGABYTE),
                "{\"a\":".repeat(MEGABYTE / 5),
                "[".repeat(MEGABYTE / 2) + "]".repeat(MEGABYTE / 2),
                "```" + " ".repeat(MEGABYTE) + "x",
                "```json" + "`".repeat(MEGABYTE),
                "😀".repeat(MEGABYTE / 2),
                "\uD83D".repeat(MEGABYTE),
                "\0".repeat(MEGABYTE),
                "Ann: ".repeat(MEGABYTE / 5),
                "Ann:\n".repeat(MEGABYTE / 5),
                "e\u0301".repeat(MEGABYTE / 2),
                "i am at x.".repeat(MEGABYTE / 10),
                "I live in x: ".repeat(MEGABYTE / 13),
                "I use" + ": ".repeat(MEGABYTE / 2),
                "I use (".repeat(MEGABYTE / 7),
                "I live in Rome, ".repeat(MEGABYTE / 16),
                "hi and so well ".repeat(MEGABYTE / 15) + "I use x",
                "since a b c d I use since ".repeat(MEGABYTE / 26),
                "\"I use x\" ".repeat(MEGABYTE / 10),
                "<q ><q >".repeat(MEGABYTE / 8) + "</q>".repeat(MEGABYTE / 8),
                "[10:32] Kai: I use x\n".repeat(MEGABYTE / 21),
                "e.g. I use St. Dr. ".repeat(MEGABYTE / 19),
                "我住在上海，".repeat(MEGABYTE / 6),
                "大阪に住んでいます".repeat(MEGABYTE / 9),
                "I live in " + "the old town ".repeat(MEGABYTE / 13));
    }

    /** What the work returns; it has seconds and little stack. */
    public static <T> T bounded(Callable<T> work) throws Exception {
        var task = new FutureTask<>(work);
        var thread = new Thread(null, task, "bounded", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("the text could not be read", e.getCause());
        }
    }
}
