package dev.redisenv.benchmarks.failover;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import dev.redisenv.benchmarks.ClassPath;

/**
 * The application in a process of its own, with the starter or without.
 */
final class Subject implements AutoCloseable {

	private static final long START_LIMIT_SECONDS = 90;

	/** The last line of a process that is ended may be a part of one. */
	private static final Pattern WHOLE = Pattern.compile("probe\\|.+\\|\\d+\\|\\d+\\|(true|false)");

	private final Queue<Sample> samples = new ConcurrentLinkedQueue<>();

	private final CountDownLatch ready = new CountDownLatch(1);

	private final Process process;

	private Subject(Process process) {
		this.process = process;
		Thread reader = new Thread(this::read, "subject");
		reader.setDaemon(true);
		reader.start();
	}

	/**
	 * Starts it with the starter and nothing but variables.
	 */
	static Subject withStarter(Map<String, String> variables) {
		return start(ClassPath.whole(), List.of(), variables);
	}

	/**
	 * Starts it with Spring Boot's starters only.
	 */
	static Subject withoutStarter(List<String> arguments) {
		return start(ClassPath.whole().withoutStarter(), arguments, Map.of());
	}

	private static Subject start(ClassPath classPath, List<String> arguments, Map<String, String> variables) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath.toString(),
						ProbedApplication.class.getName(), "--server.port=0", "--logging.level.root=off"));
		command.addAll(arguments);
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		builder.environment().putAll(variables);
		try {
			return new Subject(builder.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void read() {
		try (BufferedReader output = this.process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				if (line.equals("ready")) {
					this.ready.countDown();
				}
				else if (WHOLE.matcher(line).matches()) {
					this.samples.add(Sample.parse(line));
				}
			}
		}
		catch (IOException ex) {
			// The process was ended.
			this.ready.countDown();
		}
	}

	void awaitReady() throws InterruptedException {
		if (!this.ready.await(START_LIMIT_SECONDS, TimeUnit.SECONDS) || !this.process.isAlive()) {
			throw new IllegalStateException("The application does not start");
		}
	}

	List<Sample> samples(String feature) {
		return this.samples.stream().filter((sample) -> sample.feature().startsWith(feature)).toList();
	}

	List<String> features() {
		return this.samples.stream().map(Sample::feature).distinct().sorted().toList();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

	/**
	 * What came of one call or message.
	 *
	 * @param feature what was used
	 * @param begin when the call began, or the message was sent
	 * @param end when it ended, or the message was received
	 * @param success whether it went well
	 */
	record Sample(String feature, long begin, long end, boolean success) {

		static Sample parse(String line) {
			String[] parts = line.split("\\|", -1);
			return new Sample(parts[1], Long.parseLong(parts[2]), Long.parseLong(parts[3]),
					Boolean.parseBoolean(parts[4]));
		}

		boolean isSound() {
			return this.success && this.end - this.begin <= 1000;
		}

	}

}
