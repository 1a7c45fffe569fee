package dev.statewave.gateway.edge;

import dev.statewave.contract.rest.ApiException;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Refuses bodies that are too large: at once if Content-Length says so, otherwise as soon as they pass the bound. */
final class BodyLimitFilter implements WebFilter {

    /** The attribute of an exchange whose body was cut off. */
    private static final String CUT = BodyLimitFilter.class.getName();

    private final long most;
    private final ApiException tooLarge;

    BodyLimitFilter(long most) {
        this.most = most;
        this.tooLarge = ApiException.tooLarge("A request body may have %d bytes.".formatted(most));
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        long length = exchange.getRequest().getHeaders().getContentLength();
        if (length > most) {
            return Mono.error(tooLarge);
        }
        if (length >= 0) {
            return chain.filter(exchange);
        }
        // The cut takes precedence over the failure that it caused in the call of the upstream.
        return chain.filter(exchange.mutate().request(counted(exchange)).build())
                .onErrorMap(failure -> exchange.getAttributes().containsKey(CUT) ? tooLarge : failure);
    }

    private ServerHttpRequest counted(ServerWebExchange exchange) {
        return new ServerHttpRequestDecorator(exchange.getRequest()) {
            @Override
            public Flux<DataBuffer> getBody() {
                return Flux.defer(() -> {
                    var seen = new AtomicLong();
                    return super.getBody().handle((buffer, sink) -> {
                        if (seen.addAndGet(buffer.readableByteCount()) > most) {
                            DataBufferUtils.release(buffer);
                            exchange.getAttributes().put(CUT, true);
                            sink.error(tooLarge);
                        } else {
                            sink.next(buffer);
                        }
                    });
                });
            }
        };
    }
}
