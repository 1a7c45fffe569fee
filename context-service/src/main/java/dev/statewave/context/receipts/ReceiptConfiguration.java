package dev.statewave.context.receipts;

import dev.statewave.context.receipts.signing.SigningKeys;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.resilience.CircuitBreakers;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

/** The keys of receipts, and their way to Kafka. */
@Configuration(proxyBeanMethods = false)
class ReceiptConfiguration {

    /** Receipts on their way to Kafka; further ones are not written. */
    private static final int IN_FLIGHT = 500;

    @Bean
    SigningKeys receiptSigningKeys(ReceiptSettings settings) {
        return settings.keys();
    }

    @Bean(initMethod = "connect")
    ReceiptPublisher receiptPublisher(KafkaSettings kafka, MeterRegistry metrics) {
        Map<String, Object> properties = kafka.producerProperties();
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 3_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000);
        // As for the subject log: a repeat must not overtake the record behind it.
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        return new ReceiptPublisher(
                new DefaultKafkaProducerFactory<>(properties),
                IN_FLIGHT,
                CircuitBreakers.of("receipts", failure -> !(failure instanceof RejectedExecutionException), metrics));
    }
}
