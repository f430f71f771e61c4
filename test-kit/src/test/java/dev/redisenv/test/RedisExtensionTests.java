package dev.redisenv.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

class RedisExtensionTests {

	@Test
	void keepsOneServerForAClassAndThoseNestedInIt() {
		WithNested.seen.clear();
		run(WithNested.class, 3);
		assertThat(WithNested.seen).hasSize(3).containsOnly(WithNested.seen.get(0));
		assertThat(WithNested.seen).noneMatch(RedisServer::isAlive);
	}

	@Test
	void outlivesAContextThatEndsWithTheClass() {
		LastPing.replies.clear();
		run(WithDirtiedContext.class, 1);
		assertThat(LastPing.replies).containsExactly("PONG");
	}

	private static void run(Class<?> tests, int succeeding) {
		EngineTestKit.engine("junit-jupiter")
			.selectors(selectClass(tests))
			.execute()
			.testEvents()
			.assertStatistics((statistics) -> statistics.started(succeeding).succeeded(succeeding));
	}

	static class WithNested {

		static final List<RedisServer> seen = new ArrayList<>();

		@RegisterExtension
		static final RedisExtension<RedisServer> redis = RedisExtension.of(RedisServer::start);

		@Test
		void usesIt() {
			see();
		}

		static void see() {
			assertThat(redis.get().command("PING")).isEqualTo("PONG");
			seen.add(redis.get());
		}

		@Nested
		class First {

			@Test
			void usesIt() {
				see();
			}

		}

		@Nested
		class Second {

			@Test
			void usesIt() {
				see();
			}

		}

	}

	@SpringJUnitConfig(LastPing.class)
	@DirtiesContext
	static class WithDirtiedContext {

		@RegisterExtension
		static final RedisExtension<RedisServer> redis = RedisExtension.of(RedisServer::start);

		@Test
		void usesIt(@Autowired LastPing bean) {
			bean.server = redis.get();
		}

	}

	static class LastPing implements DisposableBean {

		static final List<String> replies = new ArrayList<>();

		private @Nullable RedisServer server;

		@Override
		public void destroy() {
			replies.add(Objects.requireNonNull(this.server).command("PING"));
		}

	}

}
