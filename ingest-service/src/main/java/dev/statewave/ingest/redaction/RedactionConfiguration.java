package dev.statewave.ingest.redaction;

import dev.statewave.ingest.IngestSettings;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;

/** The policy, read before the first write is taken and then again and again. */
@Configuration(proxyBeanMethods = false)
class RedactionConfiguration {

    private static final Duration FRESH = Duration.ofSeconds(2);

    @Bean
    RedactionPolicy redactionPolicy(IngestSettings settings, RedactionRepository repository, TaskScheduler scheduler) {
        var policy = new RedactionPolicy(settings.redactSecrets(), repository::configured);
        scheduler.scheduleWithFixedDelay(
                policy::refresh, scheduler.getClock().instant().plus(FRESH), FRESH);
        return policy;
    }
}
