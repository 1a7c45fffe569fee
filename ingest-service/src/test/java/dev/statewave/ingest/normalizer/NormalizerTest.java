package dev.statewave.ingest.normalizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.statewave.contract.subjectlog.SubjectRecord;
import dev.statewave.contract.subjectlog.SubjectRecord.EpisodeRecorded;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import dev.statewave.ingest.redaction.RedactionPolicies;
import dev.statewave.platform.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormalizerTest {

    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> episodes;
    private TestOutputTopic<String, byte[]> log;
    private TestOutputTopic<byte[], byte[]> deadLetters;

    @BeforeEach
    void start() {
        driver = new TopologyTestDriver(
                NormalizerTopology.of(
                        RedactionPolicies.of(false, "careful"),
                        () -> {},
                        new SimpleMeterRegistry(),
                        Clock.systemUTC(),
                        Tracing.OFF),
                new Properties());
        episodes = driver.createInputTopic(Topics.EPISODES, new ByteArraySerializer(), new ByteArraySerializer());
        log = driver.createOutputTopic(Topics.SUBJECT_LOG, new StringDeserializer(), new ByteArrayDeserializer());
        deadLetters =
                driver.createOutputTopic(Topics.EPISODES_DLT, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void plainJson_goesOntoTheLogUnderItsSubject() {
        put("{'subject_id':'user:1','source':'crm','type':'note','payload':{'text':'hi'},'tenant_id':'acme'}");

        TestRecord<String, byte[]> record = log.readRecord();
        assertThat(record.key()).isEqualTo("acme/user:1");
        assertThat(RecordHeaders.text(record.headers(), RecordHeaders.KIND)).isEqualTo("EpisodeRecorded");
        assertThat(episode(record).payload().toString()).isEqualTo("{\"text\":\"hi\"}");
    }

    @Test
    void secrets_doNotEnterTheLogOfATenantThatWantsThemRedacted() {
        String secret = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a";
        String json =
                "{'subject_id':'u','source':'crm','type':'note','payload':{'text':'use %1$s','%1$s':[{'k':'%1$s'}]},"
                        + "'metadata':{'idempotency_key':'%1$s'},'provenance':{'p':'%1$s'},'session_id':'%1$s','tenant_id':'%2$s'}";
        put(json.formatted(secret, "careful"));
        put(json.formatted(secret, "careful"));
        put(json.formatted(secret, "other"));

        TestRecord<String, byte[]> redacted = log.readRecord();
        assertThat(new String(redacted.value(), StandardCharsets.UTF_8)).doesNotContain(secret);
        assertThat(episode(redacted).payload().toString())
                .isEqualTo("{\"text\":\"use [REDACTED secret.token]\","
                        + "\"[REDACTED secret.token]\":[{\"k\":\"[REDACTED secret.token]\"}]}");
        assertThat(episode(log.readRecord()).id()).isEqualTo(episode(redacted).id());
        assertThat(episode(log.readRecord()).payload().toString()).contains(secret);
    }

    @Test
    void secretsOfADeadLetter_areRedactedWhereItsHeadersNameTheTenant() {
        String secret = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a";
        put("{'subject_id':7,'payload':'%s'}".formatted(secret), "X-Tenant-ID", "careful");
        put("{'subject_id':7,'payload':'%s'}".formatted(secret), "X-Tenant-ID", "other");

        TestRecord<byte[], byte[]> redacted = deadLetters.readRecord();
        assertThat(new String(redacted.value(), StandardCharsets.UTF_8))
                .isEqualTo("{\"subject_id\":7,\"payload\":\"[REDACTED secret.token]\"}");
        assertThat(RecordHeaders.text(redacted.headers(), RecordHeaders.ERROR_DETAILS))
                .doesNotContain(secret);
        assertThat(new String(deadLetters.readRecord().value(), StandardCharsets.UTF_8))
                .contains(secret);
    }

    @Test
    void headers_winOverTheBody() {
        put(
                "{'subject_id':'u','source':'crm','type':'note','payload':{},'tenant_id':'body',"
                        + "'idempotency_key':'body'}",
                "X-Tenant-ID",
                "header",
                "Idempotency-Key",
                "header",
                "X-Request-ID",
                "r7");

        TestRecord<String, byte[]> record = log.readRecord();
        assertThat(record.key()).isEqualTo("header/u");
        assertThat(episode(record).idempotencyKey()).isEqualTo("header");
        assertThat(RecordHeaders.text(record.headers(), RecordHeaders.REQUEST_ID))
                .isEqualTo("r7");
    }

    @Test
    void binaryCloudEvent_fillsWhatItsDataLeavesOut() {
        put(
                "{'text':'I live in Oslo.'}",
                "ce_specversion",
                "1.0",
                "ce_id",
                "1",
                "ce_source",
                "/crm",
                "ce_type",
                "note",
                "ce_subject",
                "user:4",
                "ce_time",
                "2026-01-02T03:04:05Z",
                "ce_tenantid",
                "acme",
                "content-type",
                "application/json");

        TestRecord<String, byte[]> record = log.readRecord();
        EpisodeRecorded episode = episode(record);
        assertThat(record.key()).isEqualTo("acme/user:4");
        assertThat(episode.source()).isEqualTo("/crm");
        assertThat(episode.type()).isEqualTo("note");
        assertThat(episode.occurredAt()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(episode.idempotencyKey()).isEqualTo("/crm#1");
        assertThat(episode.payload().toString()).isEqualTo("{\"text\":\"I live in Oslo.\"}");
    }

    @Test
    void structuredCloudEvent_carriesAnEpisode() {
        put(
                "{'specversion':'1.0','id':'2','source':'/crm','type':'outer','subject':'other',"
                        + "'data':{'subject_id':'u','source':'s','type':'t','payload':{'a':1}}}",
                "content-type",
                "application/cloudevents+json; charset=utf-8");

        TestRecord<String, byte[]> record = log.readRecord();
        assertThat(record.key()).isEqualTo("/u");
        assertThat(episode(record).type()).isEqualTo("t");
    }

    @Test
    void episodeThatDoesNotSayWhen_happenedWhenItsRecordWasMade() {
        Instant sent = Instant.parse("2024-05-06T07:08:09.123Z");
        episodes.pipeInput(
                new TestRecord<>(null, bytes("{'subject_id':'u','source':'s','type':'t','payload':{}}"), sent));

        TestRecord<String, byte[]> record = log.readRecord();
        assertThat(episode(record).occurredAt()).isEqualTo(sent);
        assertThat(episode(record).createdAt()).isAfter(sent);
        // Retention counts from here.
        assertThat(record.getRecordTime()).isAfter(sent);
    }

    @Test
    void timeOfARecordThatNoColumnHolds_isPassedOver() {
        episodes.pipeInput(new TestRecord<>(
                null,
                bytes("{'subject_id':'u','source':'s','type':'t','payload':{}}"),
                Instant.ofEpochMilli(Long.MAX_VALUE)));

        EpisodeRecorded episode = episode(log.readRecord());
        assertThat(episode.occurredAt()).isEqualTo(episode.createdAt());
    }

    @Test
    void offset_isKept() {
        put("{'subject_id':'u','source':'s','type':'t','payload':{},'occurred_at':'2026-03-01T23:30:00-08:00'}");
        put(
                "{}",
                "ce_specversion",
                "1.0",
                "ce_id",
                "1",
                "ce_source",
                "/a",
                "ce_type",
                "t",
                "ce_subject",
                "u",
                "ce_time",
                "2026-03-01T23:30:00+05:30");

        EpisodeRecorded plain = episode(log.readRecord());
        assertThat(plain.occurredAt()).isEqualTo("2026-03-02T07:30:00Z");
        assertThat(plain.occurredOffset()).isEqualTo(-480);
        assertThat(episode(log.readRecord()).occurredOffset()).isEqualTo(330);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-02-30T10:00:00Z", "2026-02-30", "2026-03-01T25:00:00Z", "2026-03-01T24:00:00Z"})
    void timeThatDoesNotExist_isADeadLetter(String time) {
        put("{'subject_id':'u','source':'s','type':'t','payload':{},'occurred_at':'" + time + "'}");
        put(
                "{}",
                "ce_specversion",
                "1.0",
                "ce_id",
                "1",
                "ce_source",
                "/a",
                "ce_type",
                "t",
                "ce_subject",
                "u",
                "ce_time",
                time);
        put(
                "{'specversion':'1.0','id':'2','source':'/a','type':'t','subject':'u','time':'" + time
                        + "','data':{'a':1}}",
                "content-type",
                "application/cloudevents+json");

        assertThat(deadLetters.getQueueSize()).isEqualTo(3);
        assertThat(log.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "null",
                "{}",
                "{'subject_id':'u','source':'s','type':'t','payload':[]}",
                "{'subject_id':'u','source':'s','type':'t','payload':{},'tenant_id':7}"
            })
    void whatIsNoEpisode_goesToTheDeadLettersUntouched(String value) {
        put(value);

        TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
        assertThat(letter.value()).isEqualTo(bytes(value));
        assertThat(RecordHeaders.text(letter.headers(), RecordHeaders.ERROR_CODE))
                .isEqualTo("validation_error");
        assertThat(RecordHeaders.text(letter.headers(), RecordHeaders.ERROR_DETAILS))
                .isNotEmpty();
        assertThat(RecordHeaders.text(letter.headers(), RecordHeaders.ORIGIN)).isEqualTo("statewave.episodes-0@0");
        assertThat(log.isEmpty()).isTrue();
    }

    @Test
    void recordWithoutAValue_isADeadLetter() {
        episodes.pipeInput(new TestRecord<>(null, null));

        assertThat(deadLetters.readRecord().value()).isNull();
    }

    @Test
    void brokenCloudEvents_areDeadLetters() {
        put("{}", "ce_specversion", "9.9", "ce_id", "1", "ce_source", "/a", "ce_type", "t");
        put("{}", "ce_specversion", "1.0");
        put("not json", "content-type", "application/cloudevents+json");
        put("text", "ce_specversion", "1.0", "ce_id", "1", "ce_source", "/a", "ce_type", "t", "ce_subject", "u");
        put("{'subject_id':'u','source':'s','type':'t','payload':{}}", "X-Tenant-ID", "a\nb");

        assertThat(deadLetters.getQueueSize()).isEqualTo(5);
        assertThat(log.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ce_subject",
                "ce_source",
                "ce_type",
                "ce_time",
                "ce_id",
                "ce_specversion",
                "ce_tenantid",
                "content-type"
            })
    void hugeAttributeOfACloudEvent_endsThatRecordAlone(String attribute) {
        var headers = new LinkedHashMap<>(
                Map.of("ce_specversion", "1.0", "ce_id", "1", "ce_source", "/a", "ce_type", "t", "ce_subject", "u"));
        headers.put(attribute, "a/ ".repeat(1024 * 1024));

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> put(
                        "{'text':'hi'}",
                        headers.entrySet().stream()
                                .flatMap(header -> Stream.of(header.getKey(), header.getValue()))
                                .toArray(String[]::new)));
        put("{'subject_id':'next','source':'s','type':'t','payload':{}}");

        assertThat(deadLetters.getQueueSize() + log.getQueueSize()).isEqualTo(2);
        assertThat(log.readKeyValuesToList()).last().satisfies(next -> assertThat(next.key)
                .isEqualTo("/next"));
    }

    private void put(String value, String... headers) {
        var record = new TestRecord<byte[], byte[]>(null, bytes(value));
        for (int i = 0; i < headers.length; i += 2) {
            record.headers().add(headers[i], headers[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        episodes.pipeInput(record);
    }

    private static EpisodeRecorded episode(TestRecord<String, byte[]> record) {
        return (EpisodeRecorded) SubjectRecord.read(record.value());
    }

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
