package dev.statewave.worker.kafka;

import dev.statewave.platform.kafka.KafkaPlatformConfiguration;
import dev.statewave.platform.kafka.KafkaSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The platform's record loops, and the producer that the roles of this process share. */
@Configuration(proxyBeanMethods = false)
@Import(KafkaPlatformConfiguration.class)
@EnableScheduling
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
