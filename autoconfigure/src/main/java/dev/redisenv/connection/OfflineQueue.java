package dev.redisenv.connection;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;

import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;

/**
 * What happens to commands while a link is down: they wait, in a queue with an end, or
 * fail at once.
 */
final class OfflineQueue implements LettuceClientOptionsBuilderCustomizer {

	/**
	 * Commands that one link holds, sent ones included. Lettuce sets no limit, so that an
	 * outage under load would fill the heap; with 1 KiB a command this is 64 MiB.
	 */
	static final int MAX_COMMANDS = 65_536;

	private final boolean enabled;

	OfflineQueue(boolean enabled) {
		this.enabled = enabled;
	}

	@Override
	public void customize(ClientOptions.Builder options) {
		options.requestQueueSize(MAX_COMMANDS);
		options
			.disconnectedBehavior(this.enabled ? DisconnectedBehavior.DEFAULT : DisconnectedBehavior.REJECT_COMMANDS);
	}

}
