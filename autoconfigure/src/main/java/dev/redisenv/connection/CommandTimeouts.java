package dev.redisenv.connection;

import java.time.Duration;
import java.util.Iterator;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.protocol.RedisCommand;

import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;

/**
 * How long each command may take: the command timeout, and for a command that blocks on
 * the server as much longer as it asked to block. One that asked to block without end is
 * not bounded.
 */
final class CommandTimeouts extends TimeoutOptions.TimeoutSource {

	private static final long UNBOUNDED = 0;

	/**
	 * Lettuce prints a key as {@code key<text>}, and Spring Data passes every argument of
	 * a command that it has no method for as a key.
	 */
	private static final Pattern WORD = Pattern.compile("key<(.*?)>(?= |$)|\\S+", Pattern.DOTALL);

	private final Duration timeout;

	CommandTimeouts(Duration timeout) {
		this.timeout = timeout;
	}

	/**
	 * Replaces the one timeout for all commands. Timeout options that the application
	 * chose itself are left alone.
	 */
	static void apply(LettuceClientConfigurationBuilder builder) {
		LettuceClientConfiguration configuration = builder.build();
		ClientOptions options = configuration.getClientOptions().orElseGet(ClientOptions::create);
		if (options.getTimeoutOptions().isApplyConnectionTimeout() || areIn(configuration)) {
			TimeoutOptions.TimeoutSource source = new CommandTimeouts(configuration.getCommandTimeout());
			builder.clientOptions(options.mutate()
				.timeoutOptions(TimeoutOptions.builder().timeoutCommands(true).timeoutSource(source).build())
				.build());
		}
	}

	/**
	 * Returns whether the client itself bounds every command.
	 */
	static boolean areIn(LettuceClientConfiguration configuration) {
		return configuration.getClientOptions()
			.map(ClientOptions::getTimeoutOptions)
			.filter((options) -> options.isTimeoutCommands() && options.getSource() instanceof CommandTimeouts)
			.isPresent();
	}

	@Override
	public long getTimeout(RedisCommand<?, ?, ?> command) {
		String name = command.getType().toString().toUpperCase(Locale.ROOT);
		return switch (name) {
			case "BLPOP", "BRPOP", "BRPOPLPUSH", "BLMOVE", "BZPOPMIN", "BZPOPMAX" -> blocking(last(command), 1000);
			case "BLMPOP", "BZMPOP" -> blocking(first(command), 1000);
			case "WAIT", "WAITAOF" -> blocking(last(command), 1);
			case "XREAD", "XREADGROUP" -> {
				String block = blockOption(command);
				yield block.isEmpty() ? this.timeout.toMillis() : blocking(block, 1);
			}
			// A live link logs in again when a command that blocks it has ended.
			case "AUTH" -> UNBOUNDED;
			default -> this.timeout.toMillis();
		};
	}

	private long blocking(String argument, double unit) {
		try {
			double millis = Double.parseDouble(argument) * unit;
			if (millis >= 0) {
				return (millis > 0) ? (long) (millis + this.timeout.toMillis()) : UNBOUNDED;
			}
		}
		catch (NumberFormatException ex) {
			// Refused by the server, as a negative time is.
		}
		return this.timeout.toMillis();
	}

	private static String first(RedisCommand<?, ?, ?> command) {
		return words(command).findFirst().orElse("");
	}

	private static String last(RedisCommand<?, ?, ?> command) {
		return words(command).reduce("", (before, word) -> word);
	}

	/**
	 * Options stand before the streams; the names of a group and its consumer stand
	 * before the options.
	 */
	private static String blockOption(RedisCommand<?, ?, ?> command) {
		Iterator<String> words = words(command).takeWhile((word) -> !word.equalsIgnoreCase("STREAMS")).iterator();
		for (int names = first(command).equalsIgnoreCase("GROUP") ? 3 : 0; names > 0 && words.hasNext(); names--) {
			words.next();
		}
		while (words.hasNext()) {
			if (words.next().equalsIgnoreCase("BLOCK") && words.hasNext()) {
				return words.next();
			}
		}
		return "";
	}

	private static Stream<String> words(RedisCommand<?, ?, ?> command) {
		return WORD.matcher(command.getArgs().toCommandString())
			.results()
			.map((word) -> Objects.requireNonNullElseGet(word.group(1), word::group));
	}

}
