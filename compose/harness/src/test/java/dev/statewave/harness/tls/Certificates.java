package dev.statewave.harness.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Certificates made by openssl.
 *
 * @param authority issued the certificate of the server, for 127.0.0.1 and localhost
 * @param otherAuthority issued nothing
 */
record Certificates(Path authority, Path serverCertificate, Path serverKey, Path otherAuthority) {

    static Certificates create(Path folder) throws IOException, InterruptedException {
        authority(folder, "ca");
        authority(folder, "other");
        openssl(folder, "req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out server.csr");
        Files.writeString(folder.resolve("names"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
        openssl(
                folder,
                "x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile names "
                        + "-out server.crt");
        return new Certificates(
                folder.resolve("ca.crt"),
                folder.resolve("server.crt"),
                folder.resolve("server.key"),
                folder.resolve("other.crt"));
    }

    private static void authority(Path folder, String name) throws IOException, InterruptedException {
        openssl(
                folder,
                "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=%s -keyout %s.key -out %s.crt"
                        .formatted(name, name, name));
    }

    private static void openssl(Path folder, String arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        File log = folder.resolve("openssl.log").toFile();
        int status = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start()
                .waitFor();
        assertThat(status).as("openssl %s, see %s", arguments, log).isZero();
    }
}
