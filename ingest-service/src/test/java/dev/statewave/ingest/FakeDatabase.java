package dev.statewave.ingest;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A database whose every query has the same rows as its result. */
public final class FakeDatabase implements ConnectionFactory {

    private final List<Map<String, Object>> rows = new CopyOnWriteArrayList<>();
    private volatile RuntimeException failure;

    /** Adds a row, by the names of its columns. */
    public void row(Map<String, Object> columns) {
        rows.add(columns);
    }

    /** Lets every query fail. */
    public void fail(RuntimeException with) {
        failure = with;
    }

    public ConnectionPool pool() {
        return new ConnectionPool(
                ConnectionPoolConfiguration.builder(this).maxSize(2).build());
    }

    @Override
    public Publisher<? extends Connection> create() {
        return Mono.fromSupplier(() -> proxy(Connection.class, (self, method, arguments) -> switch (method.getName()) {
            case "createStatement" -> statement((String) arguments[0]);
            case "validate" -> Mono.just(true);
            default -> method.getReturnType() == Publisher.class ? Mono.empty() : standard(self, method.getName());
        }));
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return () -> "PostgreSQL";
    }

    private Statement statement(String sql) {
        return proxy(
                Statement.class,
                (self, method, arguments) -> method.getName().equals("execute") ? Flux.just(result(sql)) : self);
    }

    private Result result(String sql) {
        boolean query = sql.stripLeading().startsWith("SELECT");
        return proxy(Result.class, (self, method, arguments) -> switch (method.getName()) {
            case "getRowsUpdated" -> Mono.empty();
            case "map" -> query ? rows(arguments[0]) : Flux.empty();
            default -> standard(self, method.getName());
        });
    }

    @SuppressWarnings("unchecked")
    private Flux<Object> rows(Object mapping) {
        if (failure != null) {
            return Flux.error(failure);
        }
        return Flux.fromIterable(rows).map(row -> ((Function<? super Readable, ?>) mapping).apply(readable(row)));
    }

    private static Row readable(Map<String, Object> columns) {
        return proxy(Row.class, (self, method, arguments) -> {
            Object value = columns.get((String) arguments[0]);
            return value == null ? null : ((Class<?>) arguments[1]).cast(value);
        });
    }

    private static Object standard(Object self, String method) {
        return switch (method) {
            case "toString" -> "fake";
            case "hashCode" -> System.identityHashCode(self);
            case "isAutoCommit" -> true;
            default -> throw new UnsupportedOperationException(method);
        };
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
