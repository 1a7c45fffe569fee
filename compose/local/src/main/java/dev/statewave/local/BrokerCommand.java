package dev.statewave.local;

import dev.statewave.local.kafka.LocalBroker;
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
}
