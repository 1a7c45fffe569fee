package dev.statewave.gateway.edge;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ErrorEnvelope;
import dev.statewave.contract.rest.Headers;
import dev.statewave.platform.web.RequestIdFilter;
import java.net.URI;
import java.net.URISyntaxException;
import org.reactivestreams.Publisher;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Adds the error envelope to the refusal of a malformed URI such as {@code /v1/subjects/%zz}, which Reactor Netty
 * answers before any filter and without a body.
 */
@Component
final class MalformedUriHandler implements NettyServerCustomizer {

    @Override
    public HttpServer apply(HttpServer server) {
        return server.mapHandle(
                (handled, connection) -> handled.then(Mono.defer(() -> Mono.fromDirect(answer(connection)))));
    }

    private static Publisher<Void> answer(Connection connection) {
        if (!(connection instanceof HttpServerResponse response)
                || !(connection instanceof HttpServerRequest request)
                || response.status().code() != 400
                || response.hasSentHeaders()
                || wellFormed(request.uri())) {
            return Mono.empty();
        }
        String id = RequestIdFilter.idOf(request.requestHeaders().get(Headers.REQUEST_ID));
        byte[] body =
                Json.bytes(ErrorEnvelope.of("bad_request", "The address is not percent-encoded correctly.", null, id));
        return response.header(Headers.REQUEST_ID, id)
                .header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE)
                .header(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length))
                .sendByteArray(Mono.just(body));
    }

    private static boolean wellFormed(String address) {
        try {
            new URI(address);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
