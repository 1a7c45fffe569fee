package dev.statewave.local;

import dev.statewave.local.kafka.LocalBroker;
import dev.statewave.local.preflight.StartRefusedException;
import dev.statewave.local.system.LocalSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/** Runs the broker as a process of its own, for containers and for tests that kill it. */
@Command(name = "broker", description = "Run only the Kafka broker.")
final class BrokerCommand implements Callable<Integer> {

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> environment = System.getenv();
        var settings = LocalSettings.from(environment);
        var ports = new LocalBroker.Ports(
                environment.getOrDefault("STATEWAVE_BROKER_HOST", "localhost"),
                environment.getOrDefault("STATEWAVE_BROKER_ADVERTISED_HOST", "localhost"),
                settings.port(LocalBroker.PORT_SETTING),
                settings.port(LocalBroker.CONTROLLER_PORT_SETTING),
                environment.get("STATEWAVE_BROKER_INSIDE"));
        var broker = new LocalBroker(
                ports,
                node(environment),
                Path.of(environment.getOrDefault("STATEWAVE_HOME", "data")).resolve("kafka"));
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            broker.close();
            stopped.countDown();
        }));
        broker.start();
        System.out.println("Kafka on " + broker.bootstrapServers());
        while (!stopped.await(1, TimeUnit.SECONDS)) {
            if (broker.hasFailed()) {
                throw new IllegalStateException("The broker ended with a fatal error; its log above says which.");
            }
        }
        return 0;
    }

    private static LocalBroker.Node node(Map<String, String> environment) {
        String id = environment.getOrDefault("STATEWAVE_BROKER_NODE", "1");
        if (!id.matches("[1-9]\\d{0,3}")) {
            throw new StartRefusedException(
                    "STATEWAVE_BROKER_NODE is %s and has to be a number from 1 on.".formatted(id));
        }
        try {
            return new LocalBroker.Node(
                    Integer.parseInt(id),
                    environment.get("STATEWAVE_BROKER_CLUSTER"),
                    environment.get("STATEWAVE_BROKER_VOTERS"));
        } catch (IllegalArgumentException e) {
            throw new StartRefusedException(
                    "%s Set STATEWAVE_BROKER_NODE, STATEWAVE_BROKER_CLUSTER and STATEWAVE_BROKER_VOTERS."
                            .formatted(e.getMessage()));
        }
    }
}
