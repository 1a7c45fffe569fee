package dev.statewave.worker.compile.extraction;

import dev.statewave.models.ChatModels;
import dev.statewave.models.ModelSettings;
import dev.statewave.worker.Role;
import dev.statewave.worker.WorkerSettings;
import dev.statewave.worker.compile.MemoryCompiler;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** Chooses the compiler that makes memories of episodes. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ModelSettings.class)
class ExtractionConfiguration {

    /** Only who compiles by it opens it. */
    @Bean
    @Lazy
    ChatModels chatModels(ModelSettings settings, MeterRegistry metrics) {
        if (!settings.chatConfigured()) {
            throw new IllegalStateException(
                    "STATEWAVE_COMPILER_TYPE is llm and STATEWAVE_LITELLM_API_KEY is not set: set the key of the "
                            + "provider of STATEWAVE_LITELLM_MODEL, or STATEWAVE_COMPILER_TYPE to heuristic.");
        }
        return new ChatModels(settings, ModelExtractor.IN_FLIGHT, metrics);
    }

    @Bean
    MemoryCompiler memoryCompiler(
            WorkerSettings worker,
            ModelSettings settings,
            ObjectProvider<ChatModels> chat,
            ExtractionRepository table,
            MeterRegistry metrics) {
        if (!worker.compilesByModel() || !worker.plays(Role.COMPILER)) {
            return new HeuristicCompiler();
        }
        return new ModelCompiler(
                new ModelExtractor(chat.getObject(), new ExtractionPrompt(settings.litellmCompileMaxTokens()), table),
                new HeuristicCompiler(),
                metrics);
    }
}
