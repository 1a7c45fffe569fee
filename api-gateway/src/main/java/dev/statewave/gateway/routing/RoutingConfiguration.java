package dev.statewave.gateway.routing;

import dev.statewave.gateway.GatewaySettings;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.cloud.gateway.support.RouteMetadataUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The routes to the services. */
@Configuration(proxyBeanMethods = false)
class RoutingConfiguration {

    static final String INGEST = "ingest-service";
    static final String CONTEXT = "context-service";
    /** What a long poll may take besides. */
    private static final int LONG_POLL_MILLIS = 30_000;

    /**
     * One route for each destination, and not one for each path: the gateway asks one route after the other, for every
     * request.
     */
    @Bean
    RouteLocator routes(RouteLocatorBuilder builder, GatewaySettings settings) {
        int ordinary = settings.upstreamTimeoutSeconds() * 1_000;
        int compile = settings.compileTimeoutSeconds() * 1_000;
        var routes = builder.routes();
        add(routes, Destination.WRITE, ordinary, settings.ingestUrl());
        add(routes, Destination.READ, ordinary, settings.contextUrl());
        add(routes, Destination.EVENTS, ordinary + LONG_POLL_MILLIS, settings.contextUrl());
        add(routes, Destination.COMPILE, compile, settings.ingestUrl());
        return routes.build();
    }

    private static void add(RouteLocatorBuilder.Builder routes, Destination destination, int millis, String url) {
        routes.route(destination.name(), route -> route.predicate(exchange -> Destination.of(
                                exchange.getRequest().getMethod(),
                                exchange.getRequest().getPath().value())
                        == destination)
                .metadata(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR, millis)
                .uri(url));
    }

    /** The upstream of a route. Failures are counted by upstream and not by route. */
    static String upstream(Route route) {
        return route.getId().equals(Destination.READ.name()) || route.getId().equals(Destination.EVENTS.name())
                ? CONTEXT
                : INGEST;
    }
}
