package dev.statewave.ingest.compile;

import dev.statewave.platform.kafka.DeadLetterPublisher;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.ManagedComponent;
import dev.statewave.platform.kafka.TopicTail;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** What a synchronous compile waits for. */
@Configuration(proxyBeanMethods = false)
class CompileConfiguration {

    @Bean
    CompileResults compileResults(KafkaSettings kafka, DeadLetterPublisher deadLetters, MeterRegistry metrics) {
        return new CompileResults(kafka, deadLetters, metrics, TopicTail::positioned);
    }

    @Bean
    @Order(2)
    ManagedComponent compileResultsTail(CompileResults results) {
        return results.tail();
    }
}
