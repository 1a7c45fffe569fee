package dev.statewave.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import java.io.DataInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

class ReadPoolTest {

    private static final int SSL_REQUEST = 80877103;
    private static final int STARTUP = 196608;

    @ParameterizedTest
    @CsvSource({
        "?sslmode=disable,false",
        "?sslmode=allow,false",
        "'',true",
        "?sslmode=prefer,true",
        "?sslmode=require,true"
    })
    void connection_asksForTlsAsTheUrlSays(String query, boolean tls) throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(5_000);
            DatabaseUrl url =
                    DatabaseUrl.parse("postgresql://u:p@127.0.0.1:%d/x%s".formatted(server.getLocalPort(), query));
            Mono.from(new PostgresqlConnectionFactory(
                                    ReadPool.configuration(url).build())
                            .create())
                    .subscribe(connection -> {}, failure -> {});

            try (var socket = server.accept()) {
                var message = new DataInputStream(socket.getInputStream());
                message.readInt();
                assertThat(message.readInt()).isEqualTo(tls ? SSL_REQUEST : STARTUP);
            }
        }
    }
}
