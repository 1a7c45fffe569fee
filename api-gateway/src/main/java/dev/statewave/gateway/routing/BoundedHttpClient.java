package dev.statewave.gateway.routing;

import java.util.List;
import java.util.Objects;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.cloud.gateway.config.HttpClientFactory;
import org.springframework.cloud.gateway.config.HttpClientProperties;
import org.springframework.cloud.gateway.config.HttpClientSslConfigurer;
import reactor.netty.resources.ConnectionProvider;

/**
 * The configured client of the gateway, with a bound on the requests that wait for a connection: as many as there are
 * connections.
 */
final class BoundedHttpClient extends HttpClientFactory {

    BoundedHttpClient(
            HttpClientProperties properties,
            ServerProperties serverProperties,
            HttpClientSslConfigurer sslConfigurer,
            List<HttpClientCustomizer> customizers) {
        super(properties, serverProperties, sslConfigurer, customizers);
    }

    @Override
    protected ConnectionProvider buildConnectionProvider(HttpClientProperties properties) {
        // The properties of Spring Cloud Gateway have no such bound.
        return Objects.requireNonNull(super.buildConnectionProvider(properties).mutate())
                .pendingAcquireMaxCount(properties.getPool().getMaxConnections())
                .build();
    }
}
