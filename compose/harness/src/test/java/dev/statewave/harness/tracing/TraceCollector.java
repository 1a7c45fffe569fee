package dev.statewave.harness.tracing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A collector on a real socket: it takes OTLP over HTTP and reads the spans out of the protobuf. */
final class TraceCollector implements AutoCloseable {

    /**
     * A span as it came.
     *
     * @param parent an empty text for none
     * @param attributes those that are texts, and the numbers as texts
     * @param links ids of the traces
     */
    record Span(
            String service,
            String trace,
            String id,
            String parent,
            String name,
            Map<String, String> attributes,
            List<String> links) {}

    private final Queue<Span> spans = new ConcurrentLinkedQueue<>();
    private final HttpServer server;
    private volatile CountDownLatch answers = new CountDownLatch(0);

    TraceCollector() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/traces", exchange -> {
            byte[] request = exchange.getRequestBody().readAllBytes();
            try {
                answers.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            read(request);
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on requests are taken and not answered. */
    void hang() {
        answers = new CountDownLatch(1);
    }

    void answerAgain() {
        answers.countDown();
    }

    List<Span> spans() {
        return List.copyOf(spans);
    }

    List<Span> ofTrace(String trace) {
        return spans.stream().filter(span -> span.trace().equals(trace)).toList();
    }

    private void read(byte[] request) {
        for (byte[] resource : Message.of(request).all(1)) {
            Map<String, String> of = Message.of(resource).all(1).stream()
                    .map(attributes -> attributes(Message.of(attributes).all(1)))
                    .findFirst()
                    .orElse(Map.of());
            for (byte[] scope : Message.of(resource).all(2)) {
                for (byte[] span : Message.of(scope).all(2)) {
                    spans.add(span(of.getOrDefault("service.name", ""), Message.of(span)));
                }
            }
        }
    }

    private static Span span(String service, Message span) {
        return new Span(
                service,
                hex(span.first(1)),
                hex(span.first(2)),
                hex(span.first(4)),
                new String(span.first(5), StandardCharsets.UTF_8),
                attributes(span.all(9)),
                span.all(13).stream()
                        .map(link -> hex(Message.of(link).first(1)))
                        .toList());
    }

    private static Map<String, String> attributes(List<byte[]> pairs) {
        var attributes = new HashMap<String, String>();
        for (byte[] pair : pairs) {
            Message read = Message.of(pair);
            Message value = Message.of(read.first(2));
            attributes.put(
                    new String(read.first(1), StandardCharsets.UTF_8),
                    value.all(1).isEmpty()
                            ? String.valueOf(value.number(3))
                            : new String(value.first(1), StandardCharsets.UTF_8));
        }
        return attributes;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void close() {
        answerAgain();
        server.stop(0);
    }

    /** The fields of a protobuf message by their numbers. */
    private record Message(Map<Integer, List<byte[]>> fields, Map<Integer, Long> numbers) {

        static Message of(byte[] bytes) {
            var fields = new HashMap<Integer, List<byte[]>>();
            var numbers = new HashMap<Integer, Long>();
            int[] at = {0};
            while (at[0] < bytes.length) {
                long tag = varint(bytes, at);
                int field = (int) (tag >>> 3);
                switch ((int) (tag & 7)) {
                    case 0 -> numbers.put(field, varint(bytes, at));
                    case 1 -> at[0] += 8;
                    case 5 -> at[0] += 4;
                    case 2 -> {
                        int length = (int) varint(bytes, at);
                        byte[] value = java.util.Arrays.copyOfRange(bytes, at[0], at[0] + length);
                        at[0] += length;
                        fields.computeIfAbsent(field, first -> new ArrayList<>())
                                .add(value);
                    }
                    default -> throw new IllegalArgumentException("not protobuf");
                }
            }
            return new Message(fields, numbers);
        }

        private static long varint(byte[] bytes, int[] at) {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = bytes[at[0]++];
                value |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
        }

        List<byte[]> all(int field) {
            return fields.getOrDefault(field, List.of());
        }

        byte[] first(int field) {
            return all(field).isEmpty() ? new byte[0] : all(field).getFirst();
        }

        long number(int field) {
            return numbers.getOrDefault(field, 0L);
        }
    }
}
