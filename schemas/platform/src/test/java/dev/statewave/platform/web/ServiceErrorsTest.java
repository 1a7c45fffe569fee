package dev.statewave.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.rest.ApiException;
import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.r2dbc.BadSqlGrammarException;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ResponseStatusException;

class ServiceErrorsTest {

    @Test
    void databaseThatDoesNotAnswer_isWorthAnotherTry() {
        assertThat(List.of(
                        new DataAccessResourceFailureException("no connection"),
                        new QueryTimeoutException("late"),
                        new R2dbcTimeoutException(),
                        new R2dbcNonTransientResourceException(),
                        new TimeoutException(),
                        new IllegalStateException(new TimeoutException())))
                .allSatisfy(failure -> {
                    ApiException answer = ApiErrors.of(failure);
                    assertThat(answer.status()).isEqualTo(503);
                    assertThat(answer.code()).isEqualTo("database_unavailable");
                    assertThat(answer.retryAfterSeconds()).isPositive();
                });
    }

    @Test
    void wrongStatement_isNoOutage() {
        assertThat(ApiErrors.of(new BadSqlGrammarException("query", "SELEC", new R2dbcBadGrammarException())))
                .isNull();
    }

    @Test
    void unforeseenFailure_hasNoAnswerOfItsOwn() {
        assertThat(ApiErrors.of(new IllegalArgumentException("bug"))).isNull();
        assertThat(ApiErrors.of(new ResponseStatusException(HttpStatus.INTERNAL_SERVER_ERROR)))
                .isNull();
    }

    @Test
    void unknownPathsAndMethods_haveTheirCodes() {
        assertThat(ApiErrors.of(new ResponseStatusException(HttpStatus.NOT_FOUND))
                        .code())
                .isEqualTo("not_found");
        assertThat(ApiErrors.of(new MethodNotAllowedException(HttpMethod.PUT, List.of()))
                        .code())
                .isEqualTo("method_not_allowed");
    }

    @Test
    void bodyThatIsTooLarge_isSaidToBe() {
        var large = new DataBufferLimitException("too large");

        assertThat(ApiErrors.of(large).status()).isEqualTo(413);
        assertThat(ApiErrors.of(new ResponseStatusException(HttpStatus.CONTENT_TOO_LARGE, "x", large))
                        .code())
                .isEqualTo("payload_too_large");
    }
}
