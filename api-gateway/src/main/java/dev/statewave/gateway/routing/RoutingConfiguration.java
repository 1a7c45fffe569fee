package dev.statewave.gateway.routing;

import dev.statewave.gateway.GatewaySettings;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.cloud.gateway.support.RouteMetadataUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;

/** The routes: writes go to the ingest-service, all other paths to the context-service. */
@Configuration(proxyBeanMethods = false)
class RoutingConfiguration {

    static final String INGEST = "ingest-service";
    static final String CONTEXT = "context-service";

    private static final String RECORD = "record";
    private static final String COMPILE = "compile";
    private static final String ERASE = "erase";
    private static final String TEMPLATES = "templates";
    private static final String LABELS = "labels";
    private static final String ADMINISTER = "administer";
    private static final String READ = "read";

    @Bean
    RouteLocator routes(RouteLocatorBuilder builder, GatewaySettings settings) {
        int ordinary = settings.upstreamTimeoutSeconds() * 1_000;
        int compile = settings.compileTimeoutSeconds() * 1_000;
        return builder.routes()
                .route(COMPILE, route -> route.path("/v1/memories/compile")
                        .and()
                        .method(HttpMethod.POST)
                        .metadata(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR, compile)
                        .uri(settings.ingestUrl()))
                .route(RECORD, route -> route.path(
                                "/v1/episodes", "/v1/episodes/batch", "/v1/resolutions", "/v1/memory-templates/*/apply")
                        .and()
                        .method(HttpMethod.POST)
                        .metadata(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR, ordinary)
                        .uri(settings.ingestUrl()))
                .route(ERASE, route -> route.path("/v1/subjects/**")
                        .and()
                        .method(HttpMethod.DELETE)
                        .metadata(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR, ordinary)
                        .uri(settings.ingestUrl()))
                .route(TEMPLATES, route -> route.path("/v1/memory-templates", "/v1/memory-templates/*")
                        .and()
                        .method(HttpMethod.GET)
                        .metadata(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR, ordinary)
                        .uri(settings.ingestUrl()))
                .route(LABELS, route -> route.path("/v1/memories/*/labels")
                        .and()
                        .method(HttpMethod.PATCH)
                        .metadata(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR, ordinary)
                        .uri(settings.ingestUrl()))
                .route(ADMINISTER, route -> route.path("/admin/**")
                        .and()
                        .method(HttpMethod.POST, HttpMethod.PATCH, HttpMethod.DELETE)
                        .metadata(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR, ordinary)
                        .uri(settings.ingestUrl()))
                .route(READ, route -> route.path("/v1/**", "/ops/**", "/admin/**")
                        .metadata(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR, ordinary)
                        .uri(settings.contextUrl()))
                .build();
    }

    /** The upstream of a route. Failures are counted by upstream and not by route. */
    static String upstream(Route route) {
        return route.getId().equals(READ) ? CONTEXT : INGEST;
    }
}
