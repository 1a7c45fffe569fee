package dev.statewave.gateway.edge;

import dev.statewave.gateway.GatewaySettings;
import dev.statewave.gateway.docs.ApiDocuments;
import dev.statewave.gateway.keys.Authentication;
import dev.statewave.gateway.limits.RateLimits;
import dev.statewave.gateway.residency.TenantResidency;
import dev.statewave.platform.web.ApiExceptionHandler;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;
import org.springframework.web.server.WebFilter;

/** The filters of every request, outermost first. */
@Configuration(proxyBeanMethods = false)
class EdgeConfiguration {

    @Bean
    ApiExceptionHandler apiExceptionHandler() {
        return new ApiExceptionHandler(EdgeErrors::of);
    }

    @Bean
    @Order(-400)
    WebFilter cors(GatewaySettings settings) {
        var cors = new CorsConfiguration();
        // Patterns and not origins: with credentials a browser needs its own origin in the answer and not "*".
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
        return new RequestIdForwardingFilter();
    }

    @Bean
    @Order(-290)
    WebFilter inFlight(GatewaySettings settings, MeterRegistry metrics) {
        return new InFlightFilter(settings.maxRequestsInFlight(), metrics);
    }

    @Bean
    @Order(-250)
    WebFilter addressRateLimit(RateLimits limits) {
        return new AddressRateLimitFilter(limits);
    }

    @Bean
    @Order(-200)
    WebFilter apiKey(Authentication authentication, GatewaySettings settings) {
        return new ApiKeyFilter(authentication, new TenantHeader(settings.tenantHeader()));
    }

    @Bean
    @Order(-180)
    WebFilter actor() {
        return new ActorFilter();
    }

    @Bean
    @Order(-150)
    WebFilter callerRateLimit(RateLimits limits, GatewaySettings settings) {
        return new CallerRateLimitFilter(limits, new TenantHeader(settings.tenantHeader()));
    }

    @Bean
    @Order(-100)
    WebFilter tenant(GatewaySettings settings) {
        return new TenantFilter(new TenantHeader(settings.tenantHeader()), settings.requireTenant());
    }

    @Bean
    @Order(-97)
    WebFilter residency(TenantResidency residency) {
        return new ResidencyFilter(residency);
    }

    @Bean
    @Order(-95)
    WebFilter bodyLimit(GatewaySettings settings) {
        return new BodyLimitFilter(settings.maxBodyBytes());
    }

    @Bean
    @Order(-93)
    WebFilter methods(ApiDocuments documents) {
        return new MethodFilter(new KnownPaths(documents.paths()));
    }

    @Bean
    @Order(-91)
    WebFilter jsonBodies() {
        return new JsonBodyFilter();
    }

    @Bean
    @Order(-90)
    WebFilter healthAliases() {
        return new HealthAliasFilter();
    }
}
