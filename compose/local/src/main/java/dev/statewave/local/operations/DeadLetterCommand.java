package dev.statewave.local.operations;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The inbox of dead letters. */
@Command(
        name = "dlq",
        description = "Show, redrive and drop dead letters and failed compile jobs.",
        subcommands = {
            DeadLetterCommand.ListCommand.class,
            DeadLetterCommand.ShowCommand.class,
            DeadLetterCommand.RedriveCommand.class,
            DeadLetterCommand.DropCommand.class
        })
public final class DeadLetterCommand implements Callable<Integer> {

    /** Without a subcommand: how to use it. */
    @Override
    public Integer call() {
        System.err.println("Name one of list, show, redrive and drop; each explains itself with --help.");
        return 2;
    }

    /** Runs a command and tells a failure in one line. */
    private abstract static class Base implements Callable<Integer> {

        @Mixin
        OperationsClient client = new OperationsClient();

        @Option(names = "--json", description = "print the answers of the server")
        boolean json;

        @Override
        public final Integer call() throws InterruptedException {
            try {
                return run();
            } catch (IOException e) {
                System.err.println(e.getMessage());
                return 1;
            }
        }

        abstract int run() throws IOException, InterruptedException;
    }

    @Command(name = "list", description = "What could not be handled, by its reason.")
    static final class ListCommand extends Base {

        @Mixin
        private LetterOptions letters = new LetterOptions();

        @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "letters (default: 20)")
        private int limit = 20;

        @Override
        int run() throws IOException, InterruptedException {
            JsonNode inbox = client.call("GET", "/admin/dead-letters?limit=" + limit + letters.query(), null);
            if (json) {
                System.out.println(inbox.toPrettyString());
                return 0;
            }
            if (inbox.path("letters").isEmpty()) {
                System.out.println("Nothing waits.");
                return 0;
            }
            inbox.path("groups")
                    .forEach(group -> System.out.printf(
                            "%,8d  %s  %s  %s%s%n          %s%n",
                            group.path("count").asLong(),
                            text(group, "topic", "compile job"),
                            text(group, "stage", ""),
                            text(group, "code", ""),
                            group.path("tenant_id").isString() ? "  tenant " + text(group, "tenant_id", "") : "",
                            oneLine(text(group, "message", ""))));
            if (!inbox.path("groups_complete").asBoolean(true)) {
                System.out.println("          There are more than were counted.");
            }
            System.out.println();
            inbox.path("letters")
                    .forEach(letter -> System.out.printf(
                            "%s  %s  %s  redriven %d times%s%n",
                            text(letter, "id", ""),
                            text(letter, "at", ""),
                            text(letter, "code", ""),
                            letter.path("redrives").asInt(),
                            letter.path("obstacle").isString() ? "  " + text(letter, "obstacle", "") : ""));
            if (inbox.path("next_cursor").isString()) {
                System.out.println("… and more: raise --limit, or narrow it down.");
            }
            return 0;
        }
    }

    @Command(name = "show", description = "One of them, with headers and value.")
    static final class ShowCommand extends Base {

        @Parameters(paramLabel = "ID", description = "as the list shows it")
        private String id = "";

        @Override
        int run() throws IOException, InterruptedException {
            JsonNode one = client.call("GET", "/admin/dead-letters/" + OperationsClient.encode(id), null);
            if (json) {
                System.out.println(one.toPrettyString());
                return 0;
            }
            System.out.printf("%s  %s%n", id, text(one, "state", ""));
            one.path("letter").properties().forEach(field -> {
                if (!field.getValue().isNull() && !field.getKey().equals("id")) {
                    System.out.printf(
                            "  %-12s %s%n", field.getKey(), field.getValue().asString());
                }
            });
            one.path("headers")
                    .forEach(header -> System.out.printf(
                            "  header %s: %s%n", text(header, "name", ""), text(header, "value", "")));
            System.out.printf("%n%s%n", one.at("/value/value").asString(""));
            if (one.at("/value/cut").asBoolean(false)) {
                System.out.println("… the end is left out.");
            }
            return 0;
        }
    }

    /** Handles letters call by call until none is left. */
    private abstract static class ActionCommand extends Base {

        @Mixin
        private LetterOptions letters = new LetterOptions();

        @Parameters(paramLabel = "ID", arity = "0..*", description = "exactly these")
        private List<String> ids = new ArrayList<>();

        @Option(names = "--all", description = "all that wait")
        private boolean all;

        @Option(names = "--dry-run", description = "say what would be done, and do nothing")
        private boolean dryRun;

        @Option(names = "--limit", paramLabel = "N", description = "the most that are handled")
        private @Nullable Integer limit;

        abstract String action();

        abstract void options(ObjectNode body);

        @Override
        int run() throws IOException, InterruptedException {
            ObjectNode body = letters.body(ids, all);
            body.put("dry_run", dryRun);
            options(body);
            long handled = 0;
            long skipped = 0;
            long left = limit == null ? Long.MAX_VALUE : limit;
            while (left > 0) {
                body.put("limit", Math.min(left, 1_000));
                JsonNode outcome = client.call("POST", "/admin/dead-letters/" + action(), body);
                handled += outcome.path("handled").asLong();
                skipped += outcome.path("skipped_total").asLong();
                left -= Math.max(1, outcome.path("matched").asLong());
                if (json) {
                    System.out.println(outcome.toPrettyString());
                } else {
                    outcome.path("skipped")
                            .forEach(each -> System.out.printf(
                                    "%s was left: %s%n", text(each, "id", ""), text(each, "reason", "")));
                }
                if (!outcome.path("next_cursor").isString()) {
                    break;
                }
                body.put("cursor", outcome.path("next_cursor").asString());
            }
            if (!json) {
                System.out.printf(
                        "%,d %s%s, %,d left.%n",
                        handled, dryRun ? "would be " : "", action().equals("drop") ? "dropped" : "redriven", skipped);
            }
            return skipped == 0 ? 0 : 1;
        }
    }

    @Command(name = "redrive", description = "Send them to where they came from once more.")
    static final class RedriveCommand extends ActionCommand {

        @Option(names = "--force", description = "also what was redriven three times, and what is of an erased subject")
        private boolean force;

        @Option(names = "--per-second", paramLabel = "N", defaultValue = "200", description = "the rate (default: 200)")
        private int perSecond = 200;

        @Override
        String action() {
            return "redrive";
        }

        @Override
        void options(ObjectNode body) {
            body.put("force", force).put("per_second", perSecond);
        }
    }

    @Command(name = "drop", description = "Take them out of the inbox.")
    static final class DropCommand extends ActionCommand {

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "why")
        private String reason = "";

        @Override
        String action() {
            return "drop";
        }

        @Override
        void options(ObjectNode body) {
            body.put("reason", reason);
        }
    }

    private static String text(JsonNode node, String field, String otherwise) {
        return node.path(field).isString() ? node.path(field).asString() : otherwise;
    }

    private static String oneLine(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.length() > 160 ? line.substring(0, 160) + "…" : line;
    }
}
