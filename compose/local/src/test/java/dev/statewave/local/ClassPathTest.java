package dev.statewave.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Jars that are released together have to be of one version: a mix starts, and then fails at a method that one of them
 * does not have. Each jar lies in the Maven repository as group/artifact/version/file.
 */
class ClassPathTest {

    /** Artifacts with a version numbering of their own. */
    private static final Set<String> OWN_NUMBERING = Set.of(
            // Jackson releases its annotations once a minor version, without a patch number.
            "jackson-annotations",
            // A wrapper of OpenSSL whose releases follow those of OpenSSL.
            "netty-tcnative-boringssl-static",
            "netty-tcnative-classes");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org/apache/kafka",
                "io/netty",
                "io/projectreactor/netty",
                "tools/jackson",
                "com/fasterxml/jackson",
                "io/github/resilience4j",
                "io/micrometer",
                "io/debezium",
                "io/opentelemetry",
                "org/springframework/boot",
                "org/springframework/cloud",
                "org/springframework/kafka",
                "org/flywaydb"
            })
    void jarsOfOneFamily_haveOneVersion(String group) {
        var versions = new TreeMap<String, Set<String>>();
        classPath()
                .filter(jar -> jar.getParent().toString().contains("/" + group + "/"))
                .filter(jar -> !OWN_NUMBERING.contains(artifact(jar)))
                .forEach(jar -> versions.computeIfAbsent(version(jar), _ -> new TreeSet<>())
                        .add(artifact(jar)));

        assertThat(versions).as("versions of %s on the class path", group).hasSize(1);
    }

    private static Stream<Path> classPath() {
        List<String> entries =
                Arrays.asList(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                        .split(File.pathSeparator));
        return entries.stream().filter(entry -> entry.endsWith(".jar")).map(Path::of);
    }

    private static String version(Path jar) {
        return jar.getParent().getFileName().toString();
    }

    private static String artifact(Path jar) {
        return jar.getParent().getParent().getFileName().toString();
    }
}
