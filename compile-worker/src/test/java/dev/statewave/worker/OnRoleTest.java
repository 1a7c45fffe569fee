package dev.statewave.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class OnRoleTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            | local | writer compiler embedder trigger
            | none  | writer compiler trigger
            writer | local | writer
            writer,trigger | local | writer trigger
            compiler, embedder | stub | compiler embedder
            embedder | none |
            """)
    void role_hasItsBeans_whereItIsPlayed(String roles, String provider, String expected) {
        Map<String, Object> environment = roles == null
                ? Map.of("STATEWAVE_EMBEDDING_PROVIDER", provider)
                : Map.of("STATEWAVE_WORKER_ROLES", roles, "STATEWAVE_EMBEDDING_PROVIDER", provider);

        assertThat(roles(environment)).isEqualTo(expected == null ? Set.of() : Set.of(expected.split(" ")));
    }

    @Test
    void unknownRole_endsTheStart() {
        assertThatThrownBy(() -> roles(Map.of("STATEWAVE_WORKER_ROLES", "writer,reader")))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .hasStackTraceContaining(BindException.class.getName())
                .hasStackTraceContaining("reader");
    }

    private static Set<String> roles(Map<String, Object> environment) {
        try (var context = new AnnotationConfigApplicationContext()) {
            context.getEnvironment()
                    .getPropertySources()
                    .replace(
                            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                            new SystemEnvironmentPropertySource(
                                    StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, environment));
            context.getEnvironment().getPropertySources().addLast(new MapPropertySource("none", Map.of()));
            context.register(Roles.class);
            context.refresh();
            return context.getBeansOfType(Role.class).values().stream()
                    .map(Role::text)
                    .collect(Collectors.toSet());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Roles {

        @Bean
        @ConditionalOnRole(Role.WRITER)
        Role writer() {
            return Role.WRITER;
        }

        @Bean
        @ConditionalOnRole(Role.COMPILER)
        Role compiler() {
            return Role.COMPILER;
        }

        @Bean
        @ConditionalOnRole(Role.EMBEDDER)
        Role embedder() {
            return Role.EMBEDDER;
        }

        @Bean
        @ConditionalOnRole(Role.TRIGGER)
        Role trigger() {
            return Role.TRIGGER;
        }
    }
}
