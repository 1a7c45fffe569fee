package dev.statewave.platform.web;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.LastHttpContent;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/**
 * Asks each connection for its next request once an answer is out. The server itself sometimes forgets to, after a
 * request that came before the answer to the last one was done, and the connection would hang for good (reactor-netty
 * issue 4361). To be removed with the first version that does not.
 */
public final class KeepAliveWorkaround implements NettyServerCustomizer {

    @Override
    public HttpServer apply(HttpServer server) {
        return server.doOnChannelInit((observer, channel, address) -> channel.pipeline()
                .addBefore(NettyPipeline.HttpTrafficHandler, "statewave.nextRead", new AfterAnswer()));
    }

    private static final class AfterAnswer extends ChannelDuplexHandler {

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message instanceof LastHttpContent) {
                // Behind what the server has queued for the end of this answer.
                promise.unvoid().addListener(written -> context.executor()
                        .execute(() -> context.executor().execute(context::read)));
            }
            context.write(message, promise);
        }
    }
}
