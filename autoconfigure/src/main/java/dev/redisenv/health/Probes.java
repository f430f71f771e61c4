package dev.redisenv.health;

import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * One probe for every connection of the application.
 *
 * @param main the main connection; several where the application has several connection
 * factories, none without Redis
 * @param webSocket the WebSocket connection, where it is one of its own
 */
record Probes(List<Probe> main, @Nullable Probe webSocket) {

	Probes {
		main = List.copyOf(main);
	}

	Stream<Probe> all() {
		return Stream.concat(this.main.stream(), Stream.ofNullable(this.webSocket));
	}

}
