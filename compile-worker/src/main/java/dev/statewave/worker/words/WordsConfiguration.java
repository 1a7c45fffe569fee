package dev.statewave.worker.words;

import dev.statewave.models.language.WordAnalyzer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The analysis of words. */
@Configuration(proxyBeanMethods = false)
class WordsConfiguration {

    @Bean
    WordAnalyzer wordAnalyzer() {
        return new WordAnalyzer();
    }
}
