package dev.statewave.compose;

import dev.statewave.compose.bench.Bench;
import dev.statewave.compose.evaluation.Evaluate;
import dev.statewave.compose.load.Load;
import dev.statewave.compose.local.LocalUp;
import dev.statewave.compose.local.Preparation;
import dev.statewave.compose.local.Sentence;
import dev.statewave.compose.local.StandaloneBroker;
import dev.statewave.compose.local.WarmUp;
import dev.statewave.platform.health.HealthEndpoints;
import java.util.List;

/** The commands behind {@code ./statewave}. */
public final class Statewave {

    private Statewave() {}

    public static void main(String[] arguments) throws Exception {
        String command = arguments.length == 0 ? "help" : arguments[0];
        switch (command) {
            case "up" -> LocalUp.run(System.getenv());
            case "preflight" -> LocalUp.check(System.getenv());
            case "broker" -> orSentence(() -> StandaloneBroker.run(System.getenv()));
            case "migrate" -> orSentence(Statewave::migrate);
            case "warmup" -> WarmUp.run();
            case "bench" -> Bench.run(List.of(arguments).subList(1, arguments.length));
            case "load" -> measure(() -> Load.run(List.of(arguments).subList(1, arguments.length)));
            case "evaluate" -> measure(() -> Evaluate.run(List.of(arguments).subList(1, arguments.length)));
            case "version" -> System.out.println(HealthEndpoints.VERSION);
            default -> {
                System.err.println("Unknown command " + command + ": up, broker, migrate or version.");
                System.exit(2);
            }
        }
    }

    private static void migrate() {
        String url = System.getenv("STATEWAVE_DATABASE_URL");
        if (url == null || url.isBlank()) {
            System.err.println("Set STATEWAVE_DATABASE_URL to the database to migrate.");
            System.exit(2);
        }
        Preparation.schema(url);
        System.out.println("The schema is up to date.");
        if (System.getenv("STATEWAVE_KAFKA_BOOTSTRAP_SERVERS") != null) {
            Preparation.topics(List.of());
            System.out.println("The topics are there.");
        }
    }

    private interface Measuring {
        void run() throws Exception;
    }

    private static void measure(Measuring command) throws Exception {
        try {
            command.run();
        } catch (RuntimeException e) {
            System.err.println(Sentence.of(e));
            System.exit(1);
        }
    }

    private static void orSentence(Runnable command) {
        try {
            command.run();
        } catch (RuntimeException e) {
            System.err.println(Sentence.of(e));
            System.exit(1);
        }
    }
}
