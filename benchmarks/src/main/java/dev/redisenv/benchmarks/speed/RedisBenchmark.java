package dev.redisenv.benchmarks.speed;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import dev.redisenv.benchmarks.speed.Row.Cell;
import dev.redisenv.test.RedisServer;

/**
 * The program that comes with the server.
 *
 * @param executable where it is
 * @param port the server's
 */
record RedisBenchmark(Path executable, int port) {

	private static final List<String> NAMES = List.of("redis-benchmark", "valkey-benchmark");

	/**
	 * Looks for it beside the server, then on the path.
	 */
	static Optional<RedisBenchmark> find(RedisServer server) {
		Stream<Path> beside = ProcessHandle.of(server.pid())
			.flatMap((process) -> process.info().command())
			.map((command) -> Path.of(command).toAbsolutePath().getParent())
			.stream();
		Stream<Path> path = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
			.map(Path::of);
		return Stream.concat(beside, path)
			.flatMap((directory) -> NAMES.stream().map(directory::resolve))
			.filter(Files::isExecutable)
			.findFirst()
			.map((executable) -> new RedisBenchmark(executable, server.port()));
	}

	/**
	 * Measures for about a second.
	 */
	double callsPerSecond(Cell cell) throws IOException {
		run(cell, "set", 1000); // what is read
		return run(cell, (cell.row() == Row.TEMPLATE_GET) ? "get" : "set",
				(cell.load().threads() == 1) ? 20_000 : 80_000);
	}

	private double run(Cell cell, String test, int calls) throws IOException {
		Process process = new ProcessBuilder(this.executable.toString(), "-p", String.valueOf(this.port), "--csv", "-t",
				test, "-n", String.valueOf(calls), "-c", String.valueOf(cell.load().threads()), "-d",
				String.valueOf(cell.load().size()))
			.redirectErrorStream(true)
			.start();
		try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
			List<String> lines = output.lines().toList();
			// "GET","76000.00", and more
			return lines.stream()
				.filter((line) -> line.startsWith('"' + test.toUpperCase(Locale.ROOT) + '"'))
				.mapToDouble((line) -> Double.parseDouble(line.split("\"", -1)[3]))
				.findFirst()
				.orElseThrow(() -> new IOException(this.executable + ": " + lines));
		}
	}

}
