package dev.statewave.webhooks.kafka;

import dev.statewave.platform.kafka.KafkaPlatformConfiguration;
import dev.statewave.platform.kafka.KafkaSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/** The producer, and what the platform brings to read from Kafka. */
@Configuration(proxyBeanMethods = false)
@Import(KafkaPlatformConfiguration.class)
class KafkaConfiguration {

    @Bean
    DefaultKafkaProducerFactory<String, byte[]> producerFactory(KafkaSettings kafka) {
        return new DefaultKafkaProducerFactory<>(kafka.producerProperties());
    }

    @Bean
    KafkaTemplate<String, byte[]> kafkaTemplate(DefaultKafkaProducerFactory<String, byte[]> producerFactory) {
        return new KafkaTemplate<>(producerFactory);
    }
}
