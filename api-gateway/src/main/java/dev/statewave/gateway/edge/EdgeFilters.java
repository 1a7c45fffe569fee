package dev.statewave.gateway.edge;

import dev.statewave.gateway.GatewaySettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;
import org.springframework.web.server.WebFilter;

/** What every request passes, outermost first: CORS, request id, API key, tenant. */
@Configuration(proxyBeanMethods = false)
class EdgeFilters {

    @Bean
    @Order(-400)
    WebFilter cors(GatewaySettings settings) {
        var cors = new CorsConfiguration();
        // Patterns and not origins: with credentials a browser needs its own origin echoed, which "*" alone would not do.
        cors.setAllowedOriginPatterns(settings.origins());
        cors.addAllowedMethod(CorsConfiguration.ALL);
        cors.addAllowedHeader(CorsConfiguration.ALL);
        cors.setAllowCredentials(true);
        var everywhere = new UrlBasedCorsConfigurationSource();
        everywhere.registerCorsConfiguration("/**", cors);
        return new CorsWebFilter(everywhere);
    }

    @Bean
    @Order(-300)
    WebFilter requestId() {
        return new RequestIdFilter();
    }

    @Bean
    @Order(-200)
    WebFilter apiKey(GatewaySettings settings) {
        return new ApiKeyFilter(settings.apiKey());
    }

    @Bean
    @Order(-100)
    WebFilter tenant(GatewaySettings settings) {
        return new TenantFilter(settings.tenantHeader(), settings.requireTenant());
    }

    @Bean
    @Order(-90)
    WebFilter healthAliases() {
        return new HealthAliasFilter();
    }
}
