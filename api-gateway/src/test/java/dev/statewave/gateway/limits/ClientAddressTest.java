package dev.statewave.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.SslInfo;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import reactor.core.publisher.Flux;

class ClientAddressTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            203.0.113.9 |                | 1.2.3.4                    | 203.0.113.9
            203.0.113.9 | 10.0.0.0/8     | 1.2.3.4                    | 203.0.113.9
            10.1.2.3    | 10.0.0.0/8     | 1.2.3.4                    | 1.2.3.4
            10.1.2.3    | 10.0.0.0/8     | 6.6.6.6, 1.2.3.4           | 1.2.3.4
            10.1.2.3    | 10.0.0.0/8     | 6.6.6.6, 1.2.3.4,10.9.9.9  | 1.2.3.4
            10.1.2.3    | 10.0.0.0/8     | localhost                  | 10.1.2.3
            10.1.2.3    | 10.0.0.0/8     | 6.6.6.6, junk, 10.9.9.9    | 10.9.9.9
            10.1.2.3    | 10.0.0.0/8     |                            | 10.1.2.3
            10.1.2.3    | 10.1.2.3       | 1.2.3.4                    | 1.2.3.4
            11.1.2.3    | 10.0.0.0/7     | 1.2.3.4                    | 1.2.3.4
            fd00::1     | 10.0.0.0/8, fd00::/8 | 2001:db8::7          | 2001:db8::7
            fe80::1     | fd00::/8       | 2001:db8::7                | fe80::1
            fe80::1     | ::/0           | 2001:db8::7                | 2001:db8::7
            10.1.2.3    | 0.0.0.0/0      | 2001:db8::7                | 2001:db8::7
            10.1.2.3    | 10.0.0.0/8     | 1.2.3.4, ::ffff:10.9.9.9   | ::ffff:a09:909
            10.1.2.3    | 10.0.0.0/8, ::ffff:10.0.0.0/104 | 1.2.3.4, ::ffff:10.9.9.9 | 1.2.3.4
            """)
    void forwardedAddress_countsOnlyFromTrustedProxies(String peer, String proxies, String forwarded, String address)
            throws Exception {
        var settings = new RateLimitSettings(0, 0, 0, "memory", proxies == null ? "" : proxies);

        assertThat(new ClientAddress(settings.proxies()).of(new Request(peer, forwarded)))
                .isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/", "::/129", "/8", "10.0.0.0/-1"})
    void networkThatIsNone_isRefused(String network) {
        assertThat(new RateLimitSettings(0, 0, 0, "memory", network).isTrustedProxiesValid())
                .isFalse();
        assertThatThrownBy(() -> TrustedProxies.parse(network)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void manyHops_areNotAllLookedAt() throws Exception {
        var hops = new String[50_000];
        Arrays.fill(hops, "10.0.0.1");

        assertThat(new ClientAddress(new RateLimitSettings(0, 0, 0, "memory", "10.0.0.0/8").proxies())
                        .of(new Request("10.0.0.2", String.join(",", hops))))
                .isEqualTo("10.0.0.1");
    }

    private static final class Request extends AbstractServerHttpRequest {

        private final InetSocketAddress peer;

        Request(String peer, String forwarded) throws Exception {
            super(HttpMethod.GET, URI.create("/"), "", headers(headers -> {
                if (forwarded != null) {
                    headers.set("X-Forwarded-For", forwarded);
                }
            }));
            this.peer = new InetSocketAddress(InetAddress.getByName(peer), 1);
        }

        private static HttpHeaders headers(Consumer<HttpHeaders> change) {
            var headers = new HttpHeaders();
            change.accept(headers);
            return headers;
        }

        @Override
        public InetSocketAddress getRemoteAddress() {
            return peer;
        }

        @Override
        protected MultiValueMap<String, HttpCookie> initCookies() {
            return new LinkedMultiValueMap<>();
        }

        @Override
        protected SslInfo initSslInfo() {
            return null;
        }

        @Override
        public <T> T getNativeRequest() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return Flux.empty();
        }
    }
}
