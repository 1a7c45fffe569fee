package dev.statewave.contract.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpisodeInputTest {

    /** Every row is a body and what is wrong with it; single quotes stand for double ones, and ~ for a backslash. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'source':'a','type':'t','payload':{}} | missing | subject_id
            {'subject_id':null,'source':'a','type':'t','payload':{}} | string_type | subject_id
            {'subject_id':7,'source':'a','type':'t','payload':{}} | string_type | subject_id
            {'subject_id':'','source':'a','type':'t','payload':{}} | string_too_short | subject_id
            {'subject_id':'a~u0000b','source':'a','type':'t','payload':{}} | string_unicode | subject_id
            {'subject_id':'a~nb','source':'a','type':'t','payload':{}} | string_pattern_mismatch | subject_id
            {'subject_id':'a~ud800','source':'a','type':'t','payload':{}} | string_unicode | subject_id
            {'subject_id':'s','type':'t','payload':{}} | missing | source
            {'subject_id':'s','source':{},'type':'t','payload':{}} | string_type | source
            {'subject_id':'s','source':'a','type':'','payload':{}} | string_too_short | type
            {'subject_id':'s','source':'a','type':'t'} | missing | payload
            {'subject_id':'s','source':'a','type':'t','payload':[]} | dict_type | payload
            {'subject_id':'s','source':'a','type':'t','payload':'x'} | dict_type | payload
            {'subject_id':'s','source':'a','type':'t','payload':null} | dict_type | payload
            {'subject_id':'s','source':'a','type':'t','payload':{'x':['~udc00']}} | string_unicode | payload
            {'subject_id':'s','source':'a','type':'t','payload':{},'metadata':[]} | dict_type | metadata
            {'subject_id':'s','source':'a','type':'t','payload':{},'provenance':1} | dict_type | provenance
            {'subject_id':'s','source':'a','type':'t','payload':{},'session_id':1} | string_type | session_id
            {'subject_id':'s','source':'a','type':'t','payload':{},'idempotency_key':[]} | string_type | idempotency_key
            {'subject_id':'s','source':'a','type':'t','payload':{},'occurred_at':'yesterday'} \
            | datetime_from_date_parsing | occurred_at
            {'subject_id':'s','source':'a','type':'t','payload':{},'occurred_at':'2026-02-30T10:00:00Z'} \
            | datetime_from_date_parsing | occurred_at
            {'subject_id':'s','source':'a','type':'t','payload':{},'occurred_at':{}} | datetime_type | occurred_at
            """)
    void wrongField_isNamedWithItsPlace(String body, String type, String field) {
        ApiException refused = refused(json(body));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(errors(refused)).anySatisfy(error -> {
            assertThat(error.type()).isEqualTo(type);
            assertThat(error.loc()).isEqualTo(List.of("body", field));
            assertThat(error.msg()).isNotBlank();
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            not json   | json_invalid
            {          | json_invalid
            {} {}      | json_invalid
            {'a':NaN}  | json_invalid
            []         | dict_type
            'text'     | dict_type
            7          | dict_type
            null       | dict_type
            """)
    void wrongBody_isRefusedAsAWhole(String body, String type) {
        assertThat(errors(refused(json(body))))
                .singleElement()
                .extracting(FieldError::type)
                .isEqualTo(type);
    }

    @Test
    void emptyBody_isMissing() {
        assertThat(errors(refused(new byte[0])))
                .singleElement()
                .extracting(FieldError::type)
                .isEqualTo("missing");
    }

    @Test
    void deepNesting_isRefused() {
        String deep = "{\"subject_id\":\"s\",\"source\":\"a\",\"type\":\"t\",\"payload\":" + "{\"a\":".repeat(100_000)
                + "1" + "}".repeat(100_001);

        assertThat(errors(refused(deep.getBytes(StandardCharsets.UTF_8))))
                .singleElement()
                .extracting(FieldError::type)
                .isEqualTo("json_invalid");
    }

    @Test
    void allProblems_areToldAtOnce() {
        assertThat(errors(refused(json("{'subject_id':'','payload':3}"))))
                .extracting(FieldError::type)
                .containsExactly("string_too_short", "missing", "missing", "dict_type");
    }

    @Test
    void tooLongText_countsCodePoints() {
        String longest = "😀".repeat(256);
        assertThat(read(json("{'subject_id':'" + longest + "','source':'a','type':'t','payload':{}}"))
                        .subjectId())
                .isEqualTo(longest);
        assertThat(errors(refused(json("{'subject_id':'" + longest + "a','source':'a','type':'t','payload':{}}"))))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.type()).isEqualTo("string_too_long");
                    assertThat(error.ctx()).containsEntry("max_length", 256);
                });
    }

    @Test
    void payload_keepsNumbersAndNulCharactersAsTheyCame() {
        EpisodeInput input = read(json("{'subject_id':'s','source':'a','type':'t',"
                + "'payload':{'a':1.50,'b':12345678901234567890123,'c':'x~u0000y'}}"));

        assertThat(input.payload().toString())
                .isEqualTo("{\"a\":1.50,\"b\":12345678901234567890123,\"c\":\"x\\u0000y\"}");
    }

    @Test
    void metadataKey_standsInForTheField() {
        assertThat(read(json("{'subject_id':'s','source':'a','type':'t','payload':{},"
                                + "'metadata':{'idempotency_key':'k'}}"))
                        .idempotencyKey())
                .isEqualTo("k");
        assertThat(read(json("{'subject_id':'s','source':'a','type':'t','payload':{},"
                                + "'idempotency_key':'f','metadata':{'idempotency_key':'k'}}"))
                        .idempotencyKey())
                .isEqualTo("f");
    }

    @Test
    void batchItem_isNamedByItsIndex() {
        FieldReader fields = FieldReader.body(
                json("{'episodes':[{'subject_id':'s','source':'a','type':'t','payload':{}},{'subject_id':''},7]}"));
        EpisodeInput.readBatch(fields);

        ApiException refused = catchThrowableOfType(ApiException.class, fields::check);
        assertThat(errors(refused))
                .extracting(FieldError::loc)
                .contains(List.of("body", "episodes", 1, "subject_id"), List.of("body", "episodes", 2));
    }

    @Test
    void hugePayload_isRefusedWithItsSize() {
        byte[] body = json("{'subject_id':'s','source':'a','type':'t','payload':{'text':'"
                + "x".repeat(EpisodeInput.MAX_JSON_CHARS) + "'}}");
        EpisodeInput input = read(body);

        ApiException refused = catchThrowableOfType(ApiException.class, () -> input.checkSize(body.length));
        assertThat(refused.status()).isEqualTo(413);
    }

    private static EpisodeInput read(byte[] body) {
        FieldReader fields = FieldReader.body(body);
        EpisodeInput input = EpisodeInput.read(fields);
        fields.check();
        return input;
    }

    private static ApiException refused(byte[] body) {
        return catchThrowableOfType(ApiException.class, () -> read(body));
    }

    @SuppressWarnings("unchecked")
    private static List<FieldError> errors(ApiException refused) {
        return (List<FieldError>) refused.details();
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').replace('~', '\\').getBytes(StandardCharsets.UTF_8);
    }
}
