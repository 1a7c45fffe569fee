package dev.statewave.worker.kafka;

import dev.statewave.platform.kafka.KafkaSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/** The producer that all roles of this process share. */
@Configuration(proxyBeanMethods = false)
class ProducerConfiguration {

    @Bean
    DefaultKafkaProducerFactory<String, byte[]> producerFactory(KafkaSettings kafka) {
        return new DefaultKafkaProducerFactory<>(kafka.producerProperties());
    }

    @Bean
    KafkaTemplate<String, byte[]> kafkaTemplate(DefaultKafkaProducerFactory<String, byte[]> producerFactory) {
        return new KafkaTemplate<>(producerFactory);
    }
}
