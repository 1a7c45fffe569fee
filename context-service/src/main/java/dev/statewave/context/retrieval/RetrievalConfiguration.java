package dev.statewave.context.retrieval;

import dev.statewave.models.language.WordAnalyzer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The analysis of questions. */
@Configuration(proxyBeanMethods = false)
class RetrievalConfiguration {

    @Bean
    WordAnalyzer wordAnalyzer() {
        return new WordAnalyzer();
    }
}
