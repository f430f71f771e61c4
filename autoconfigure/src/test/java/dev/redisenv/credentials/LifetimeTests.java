package dev.redisenv.credentials;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import dev.redisenv.contract.Secret;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LifetimeTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	@Test
	void instancesThatStartedTogetherAskAtDifferentTimesAndInTime() {
		List<Instant> due = Stream.generate(() -> lifetime(Duration.ofMinutes(100)).due()).limit(1000).toList();
		assertThat(due).allSatisfy((time) -> assertThat(time).isBetween(NOW.plus(Duration.ofMinutes(70)),
				NOW.plus(Duration.ofMinutes(85))));
		assertThat(due).anyMatch((time) -> time.isBefore(NOW.plus(Duration.ofMinutes(73))))
			.anyMatch((time) -> time.isAfter(NOW.plus(Duration.ofMinutes(82))));
	}

	@Test
	void endsBeforeTheServerCanFindTheTokenExpired() {
		assertThat(lifetime(Duration.ofMinutes(15)).end()).isEqualTo(NOW.plusSeconds(15 * 60 - 10));
		assertThat(lifetime(Duration.ofSeconds(10)).end()).isEqualTo(NOW.plusSeconds(9));
	}

	private static Lifetime lifetime(Duration duration) {
		return Lifetime.of(new Token(Secret.of("token"), NOW.plus(duration)), NOW);
	}

}
