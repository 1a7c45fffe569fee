package dev.statewave.context.llm;

import dev.statewave.models.ChatModels;
import dev.statewave.models.ModelSettings;
import dev.statewave.platform.health.ReadinessCheck;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The chat model of this service; it is there without a key too, and then says so to who calls it. */
@Configuration(proxyBeanMethods = false)
class ChatConfiguration {

    @Bean
    ChatModels chatModels(ModelSettings settings, MeterRegistry metrics) {
        return new ChatModels(settings, settings.litellmMaxInFlight(), metrics);
    }

    @Bean
    ReadinessCheck llmCheck(ChatModels chat) {
        return chat.check();
    }
}
