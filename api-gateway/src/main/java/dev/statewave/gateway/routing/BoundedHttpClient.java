package dev.statewave.gateway.routing;

import java.util.List;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.cloud.gateway.config.HttpClientFactory;
import org.springframework.cloud.gateway.config.HttpClientProperties;
import org.springframework.cloud.gateway.config.HttpClientSslConfigurer;
import reactor.netty.resources.ConnectionProvider;

/**
 * The client of the gateway as it is configured, except that only so many requests may wait for a connection as there
 * are connections.
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
        // The gateway's own properties have no such bound.
        return super.buildConnectionProvider(properties)
                .mutate()
                .pendingAcquireMaxCount(properties.getPool().getMaxConnections())
                .build();
    }
}
