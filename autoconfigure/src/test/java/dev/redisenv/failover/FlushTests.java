package dev.redisenv.failover;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.redisenv.TestApplication;
import dev.redisenv.test.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What is written goes out, however much of it goes out at once.
 */
class FlushTests {

	private final RedisServer server = RedisServer.start();

	private final TestApplication application = TestApplication.with("REDIS_URI", this.server.uri());

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void everyCommandIsAnsweredHoweverManyThereAre() {
		try (ConfigurableApplicationContext context = this.application.start();
				StatefulRedisConnection<String, String> link = link(context)) {
			for (int commands : new int[] { 1, 31, 32, 33, 64, 1000 }) {
				List<CompletableFuture<String>> answers = new ArrayList<>();
				for (int i = 0; i < commands; i++) {
					answers.add(link.async().echo("text " + i).toCompletableFuture());
				}
				for (int i = 0; i < commands; i++) {
					assertThat(answers.get(i)).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo("text " + i);
				}
			}
		}
	}

	/**
	 * The link's thread is busy meanwhile, so that they wait together.
	 */
	@Test
	void commandsThatWaitTogetherGoOutTogether() {
		int commands = 64;
		Flushes flushes = new Flushes();
		try (ConfigurableApplicationContext context = this.application.bean(NettyCustomizer.class, () -> flushes)
			.start(); StatefulRedisConnection<String, String> link = link(context)) {
			Channel channel = Objects.requireNonNull(flushes.latest);
			CountDownLatch written = new CountDownLatch(1);
			Future<Boolean> busy = channel.eventLoop().submit(() -> written.await(10, TimeUnit.SECONDS));
			int before = flushes.count.get();
			List<CompletableFuture<String>> answers = IntStream.range(0, commands)
				.mapToObj((i) -> link.async().echo("text " + i).toCompletableFuture())
				.toList();
			written.countDown();
			assertThat(answers).allSatisfy((answer) -> assertThat(answer).succeedsWithin(10, TimeUnit.SECONDS));
			assertThat(busy).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo(true);
			assertThat(flushes.count.get() - before).isBetween(1, commands / 8);
		}
	}

	@Test
	@SuppressWarnings("FutureReturnValueIgnored") // the server tells
	void commandsWrittenBeforeACloseAreSent() {
		int links = 20;
		try (ConfigurableApplicationContext context = this.application.start()) {
			for (int i = 0; i < links; i++) {
				StatefulRedisConnection<String, String> link = link(context);
				link.async().incr("written");
				link.async().incr("written");
				link.close();
			}
			await().untilAsserted(() -> assertThat(this.server.command("GET", "written")).isEqualTo("" + 2 * links));
		}
	}

	private static StatefulRedisConnection<String, String> link(ConfigurableApplicationContext context) {
		return ((RedisClient) context.getBean(LettuceConnectionFactory.class).getRequiredNativeClient()).connect();
	}

	/**
	 * Counts what reaches the sockets, next to them.
	 */
	private static final class Flushes implements NettyCustomizer {

		private final AtomicInteger count = new AtomicInteger();

		private volatile @Nullable Channel latest;

		@Override
		public void afterChannelInitialized(Channel channel) {
			channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {

				@Override
				public void flush(ChannelHandlerContext link) {
					Flushes.this.count.incrementAndGet();
					link.flush();
				}

			});
			this.latest = channel;
		}

	}

}
