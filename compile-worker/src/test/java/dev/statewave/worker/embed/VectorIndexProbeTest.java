package dev.statewave.worker.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;

class VectorIndexProbeTest {

    private static final SubjectKey KEY = new SubjectKey("acme", "ada");

    private final MockProducer<String, byte[]> kafka =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Subjects subjects = new Subjects();
    private boolean rebuilt;
    private final IndexRebuilder rebuilder = new IndexRebuilder(null, null, null) {
        @Override
        boolean rebuild(IndexProbeRepository.Due subject) {
            subjects.done.add("rebuild");
            return rebuilt;
        }
    };
    private final VectorIndexProbe probe =
            new VectorIndexProbe(subjects, rebuilder, new KafkaTemplate<>(producers()), metrics);

    @Test
    void indexThatFindsEnough_isTrusted() {
        subjects.recall = 0.95;

        probe.next();

        assertThat(subjects.done).containsExactly("trust 0.95");
        assertThat(metrics.summary("statewave.vector.index.recall").max()).isEqualTo(0.95);
    }

    @Test
    void indexThatFindsTooLittle_isDistrusted() {
        subjects.recall = 0.94;

        probe.next();

        assertThat(subjects.done).containsExactly("distrust 0.94");
        assertThat(metrics.summary("statewave.vector.index.recall").count()).isEqualTo(1);
        assertThat(metrics.counter("statewave.vector.index.repairs").count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"22000", "XX000", "XX002"})
    void indexThatCannotBeRead_isDistrusted(String state) {
        subjects.failure = new SQLException("different vector dimensions 384 and 0", state);

        probe.next();

        assertThat(subjects.done).containsExactly("distrust 0.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"57014", "08006", "42501"})
    void probeThatFailsOtherwise_saysNothingOfTheIndex(String state) {
        subjects.failure = new SQLException("canceling statement due to statement timeout", state);

        probe.next();

        assertThat(subjects.done).isEmpty();
        assertThat(metrics.summary("statewave.vector.index.recall").count()).isZero();
    }

    @Test
    void repair_buildsTheIndexAnew_andAsksTheEmbedderForWhatIsMissing() {
        rebuilt = true;
        subjects.repair = true;

        probe.next();

        assertThat(subjects.done).containsExactly("rebuild", "copy again");
        assertThat(kafka.history()).singleElement().satisfies(record -> {
            assertThat(record.topic()).isEqualTo(Topics.EMBED);
            assertThat(record.key()).isEqualTo(KEY.encoded());
        });
        assertThat(metrics.counter("statewave.vector.index.repairs").count()).isEqualTo(1);
    }

    @Test
    void indexThatCannotBeBuiltAnew_losesItsVectors_andGetsThemAgain() {
        subjects.repair = true;

        probe.next();

        assertThat(subjects.done).containsExactly("rebuild", "delete copies", "copy again");
    }

    private ProducerFactory<String, byte[]> producers() {
        return new ProducerFactory<>() {
            @Override
            public Producer<String, byte[]> createProducer() {
                return kafka;
            }
        };
    }

    private static final class Subjects extends IndexProbeRepository {

        private final List<String> done = new ArrayList<>();
        private boolean repair;
        private double recall;
        private SQLException failure;

        private Subjects() {
            super(null, null, null);
        }

        @Override
        Optional<Due> claim() {
            return Optional.of(new Due(KEY, "m", repair));
        }

        @Override
        double recall(Due subject) {
            if (failure != null) {
                throw new UncategorizedSQLException("probe", "SELECT", failure);
            }
            return recall;
        }

        @Override
        void trust(Due subject, double recall) {
            done.add("trust " + recall);
        }

        @Override
        void distrust(Due subject, double recall) {
            done.add("distrust " + recall);
        }

        @Override
        void deleteCopies(Due subject) {
            done.add("delete copies");
        }

        @Override
        void copyAgain(Due subject) {
            done.add("copy again");
        }
    }
}
