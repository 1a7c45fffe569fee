package dev.statewave.worker.compiler;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Picks the compiler. */
@Configuration(proxyBeanMethods = false)
class CompilerBeans {

    @Bean
    MemoryCompiler memoryCompiler() {
        return new HeuristicCompiler();
    }
}
