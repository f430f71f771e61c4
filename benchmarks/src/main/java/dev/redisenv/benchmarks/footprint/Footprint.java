package dev.redisenv.benchmarks.footprint;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

import dev.redisenv.benchmarks.footprint.Instance.Rest;
import dev.redisenv.benchmarks.footprint.Instance.Start;
import dev.redisenv.test.RedisServer;

/**
 * Compares what an application costs with the starter and with Spring Boot's starters:
 * its start, what it holds at rest, and what it sends to Redis.
 */
public final class Footprint {

	private static final PrintStream OUT = System.out;

	private static final int OPERATIONS = 1000;

	/** By how many milliseconds more the starter may delay a start. */
	private static final double START_GOAL = 150;

	private static final String SESSION_READ = "session read";

	private static final int SESSION_READ_GOAL = 1;

	/** For keys that no cache has. */
	private static final AtomicInteger NUMBERS = new AtomicInteger();

	private final List<Round> rounds = new ArrayList<>();

	private final Subject starter;

	private final Subject boot;

	private final Subject connectingBoot;

	private final Subject background;

	private Footprint(RedisServer starter, RedisServer boot) {
		this.starter = new Subject(true, starter, new Wire(starter), List.of());
		this.boot = new Subject(false, boot, new Wire(boot), List.of());
		this.connectingBoot = new Subject(false, boot, new Wire(boot),
				List.of("--%s=true".formatted(MeasuredApplication.CONNECT)));
		this.background = new Subject(true, starter, new Wire(starter), List.of("--redis-env.startup=background"));
	}

	/**
	 * Measures, and prints tables.
	 * @param args the number of rounds, ten if there is none
	 * @throws Exception when interrupted, or the machine does not say what it is
	 */
	public static void main(String[] args) throws Exception {
		int rounds = (args.length > 0) ? Integer.parseInt(args[0]) : 10;
		// Values of one are none for the other.
		try (RedisServer starter = RedisServer.start(); RedisServer boot = RedisServer.start()) {
			Footprint footprint = new Footprint(starter, boot);
			printMachine(starter);
			footprint.measureRounds(rounds);
			footprint.printStart();
			footprint.printRest();
			footprint.printTraffic();
		}
	}

	private static void printMachine(RedisServer server) throws IOException {
		String processor = Files.readAllLines(Path.of("/proc/cpuinfo"))
			.stream()
			.filter((line) -> line.startsWith("model name"))
			.map((line) -> line.substring(line.indexOf(':') + 1).strip())
			.findFirst()
			.orElse("unknown processor");
		OUT.printf("%s, %d cores, JDK %s, Redis %s, %s%n", processor, Runtime.getRuntime().availableProcessors(),
				Runtime.version(), server.version(), LocalDate.now(ZoneOffset.UTC));
	}

	/**
	 * The first round is not counted: it reads the class path from the disk.
	 */
	private void measureRounds(int count) {
		List<Subject> order = new ArrayList<>(List.of(this.starter, this.boot, this.connectingBoot, this.background));
		for (int i = 0; i <= count; i++) {
			Map<Subject, Sample> samples = new HashMap<>();
			order.forEach((subject) -> samples.put(subject, sample(subject)));
			if (i > 0) {
				this.rounds.add(new Round(samples));
			}
			Collections.rotate(order, 1);
		}
	}

	private Sample sample(Subject subject) {
		long others = subject.wire().connections();
		try (Instance instance = subject.launch()) {
			Rest started = instance.rest();
			long connections = subject.wire().connections() - others;
			instance.useAll();
			return new Sample(instance.start(), started, connections, instance.rest(),
					subject.wire().connections() - others);
		}
	}

	private void printStart() {
		printStart("redis-env", this.starter, "Spring Boot", this.boot);
		printStart("Spring Boot that connects", this.connectingBoot, "Spring Boot", this.boot);
		printStart("redis-env", this.starter, "Spring Boot that connects", this.connectingBoot);
		printStart("redis-env, startup=background", this.background, "Spring Boot", this.boot);
		double more = difference(this.starter, this.boot, (sample) -> sample.start().toReady()).median();
		OUT.printf(Locale.ROOT, "%nGoal, at most %.0f ms more to ready: %s (%+.0f ms)%n", START_GOAL,
				verdict(more <= START_GOAL), more);
	}

	private void printStart(String name, Subject subject, String otherName, Subject other) {
		OUT.printf("%n| start | %s | %s | difference | ratio |%n|---|---|---|---|---|%n", name, otherName);
		printComparison("launch to ready, ms", subject, other, (sample) -> sample.start().toReady());
		printComparison("as Spring Boot counts, ms", subject, other, (sample) -> sample.start().own());
		printComparison("processor time, ms", subject, other, (sample) -> sample.start().processor());
		printComparison("loaded classes", subject, other, (sample) -> sample.started().classes());
	}

	private void printComparison(String name, Subject subject, Subject other, ToDoubleFunction<Sample> value) {
		OUT.printf("| %s | %s | %s | %s | %s |%n", name, Spread.of(values(subject, value)).text("%,.0f"),
				Spread.of(values(other, value)).text("%,.0f"), difference(subject, other, value).text("%+,.0f"),
				ratio(subject, other, value));
	}

	private DoubleStream values(Subject subject, ToDoubleFunction<Sample> value) {
		return this.rounds.stream().mapToDouble((round) -> value.applyAsDouble(round.of(subject)));
	}

	private String ratio(Subject subject, Subject other, ToDoubleFunction<Sample> value) {
		if (values(other, value).anyMatch((number) -> number == 0)) {
			return "";
		}
		return Spread
			.of(this.rounds.stream()
				.mapToDouble((round) -> value.applyAsDouble(round.of(subject)) / value.applyAsDouble(round.of(other))))
			.text("%.2f");
	}

	private Spread difference(Subject subject, Subject other, ToDoubleFunction<Sample> value) {
		return Spread.of(this.rounds.stream()
			.mapToDouble((round) -> value.applyAsDouble(round.of(subject)) - value.applyAsDouble(round.of(other))));
	}

	private void printRest() {
		OUT.println("\n| at rest | redis-env | Spring Boot | difference | ratio |\n|---|---|---|---|---|");
		printRest("after the start", Sample::started, Sample::connections);
		printRest("after use", Sample::used, Sample::connectionsUsed);
	}

	private void printRest(String when, Function<Sample, Rest> rest, ToDoubleFunction<Sample> connections) {
		printComparison("heap " + when + ", KiB", this.starter, this.boot,
				(sample) -> rest.apply(sample).heap() / 1024.0);
		printComparison("threads " + when, this.starter, this.boot, (sample) -> rest.apply(sample).threads());
		printComparison("classes " + when, this.starter, this.boot, (sample) -> rest.apply(sample).classes());
		printComparison("connections " + when, this.starter, this.boot, connections);
	}

	private void printTraffic() throws InterruptedException {
		List<Instance> launched = new ArrayList<>();
		try {
			List<String> starting = this.starter.wire().commands(() -> launched.add(this.starter.launch()));
			List<String> bootStarting = this.boot.wire().commands(() -> launched.add(this.boot.launch()));
			launched.forEach(Instance::useAll);
			OUT.println("\n| commands of | redis-env | Spring Boot |\n|---|---|---|");
			OUT.printf("| the start | %s | %s |%n", text(starting), text(bootStarting));
			int reads = 0;
			for (Request request : requests()) {
				List<String> commands = commands(request, this.starter, launched.get(0));
				OUT.printf("| %s | %s | %s |%n", request.name(), text(commands),
						text(commands(request, this.boot, launched.get(1))));
				reads = request.name().equals(SESSION_READ) ? commands.size() : reads;
			}
			OUT.printf("%nGoal, a request that reads a session sends %d command: %s (%d)%n%n", SESSION_READ_GOAL,
					verdict(reads == SESSION_READ_GOAL), reads);
			OUT.println("| bytes sent + received by | redis-env | Spring Boot |\n|---|---|---|");
			for (Request request : requests()) {
				OUT.printf("| %s | %s | %s |%n", request.name(), bytes(request, this.starter, launched.get(0)),
						bytes(request, this.boot, launched.get(1)));
			}
		}
		finally {
			launched.forEach(Instance::close);
		}
	}

	private static List<Request> requests() {
		return List.of(new Request("template get", (instance) -> instance.get("/template")),
				new Request("cache hit", (instance) -> instance.get("/articles/first")),
				new Request("cache put", (instance) -> instance.get("/articles/first/replace")),
				new Request("cache miss and put", (instance) -> instance.get("/articles/" + NUMBERS.incrementAndGet())),
				new Request(SESSION_READ, (instance) -> instance.getInSession("/session/read")),
				new Request("session update", (instance) -> instance.getInSession("/session/update")),
				new Request("session creation", (instance) -> instance.get("/session/create")));
	}

	private static List<String> commands(Request request, Subject subject, Instance instance) {
		request.send().accept(instance);
		return subject.wire().commands(() -> request.send().accept(instance));
	}

	private static Wire.Bytes bytes(Request request, Subject subject, Instance instance) throws InterruptedException {
		return subject.wire().bytes(OPERATIONS, () -> request.send().accept(instance));
	}

	private static String text(List<String> commands) {
		return commands.isEmpty() ? "0" : commands.size() + ": " + String.join(" ", commands);
	}

	private static String verdict(boolean reached) {
		return reached ? "reached" : "NOT reached";
	}

	private record Request(String name, Consumer<Instance> send) {

	}

	/**
	 * An application and its server.
	 *
	 * @param starter whether it has the starter
	 * @param server nobody else's
	 * @param wire what is between them
	 * @param settings properties of the application
	 */
	private record Subject(boolean starter, RedisServer server, Wire wire, List<String> settings) {

		Subject {
			server.command("SET", MeasuredApplication.GREETING, "x".repeat(100));
		}

		Instance launch() {
			return Instance.start(this.starter, this.server, this.settings.toArray(String[]::new));
		}

	}

	private record Round(Map<Subject, Sample> samples) {

		Sample of(Subject subject) {
			return Objects.requireNonNull(this.samples.get(subject));
		}

	}

	/**
	 * What one process of a round came to.
	 */
	private record Sample(Start start, Rest started, long connections, Rest used, long connectionsUsed) {

	}

}
