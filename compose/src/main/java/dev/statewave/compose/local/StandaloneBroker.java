package dev.statewave.compose.local;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The command {@code broker}: the broker as a process of its own, for containers and for tests that kill it. */
public final class StandaloneBroker {

    private StandaloneBroker() {}

    public static void run(Map<String, String> environment) {
        var settings = LocalSettings.from(environment);
        var ports = new LocalBroker.Ports(
                environment.getOrDefault("STATEWAVE_BROKER_HOST", "localhost"),
                environment.getOrDefault("STATEWAVE_BROKER_ADVERTISED_HOST", "localhost"),
                settings.port(LocalSettings.KAFKA_PORT),
                settings.port(LocalSettings.CONTROLLER_PORT),
                environment.get("STATEWAVE_BROKER_INSIDE"));
        var broker = new LocalBroker(
                ports,
                Path.of(environment.getOrDefault("STATEWAVE_HOME", "data")).resolve("kafka"));
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            broker.close();
            stopped.countDown();
        }));
        broker.start();
        System.out.println("Kafka on " + broker.bootstrapServers());
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
