package dev.redisenv.test;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

class NetworkTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final int BIG = 48 * 1024 * 1024;

	@Test
	void isSilentWhilePartitionedAndThenGoesOn() throws Exception {
		try (RedisServer server = proxied(); PlainLink open = PlainLink.to(server)) {
			assertThat(open.ask("SUBSCRIBE news")).isEqualTo("*3");
			readLines(open, 5);
			server.network().partition();
			assertThat(server.command("PUBLISH", "news", "flash")).isEqualTo("1");
			try (PlainLink late = PlainLink.to(server)) {
				late.send("SET key value");
				long before = cpuTime(server);
				assertThat(open.isSilent()).isTrue();
				assertThat(late.isSilent()).isTrue();
				assertThat(cpuTime(server) - before).isLessThan(Duration.ofMillis(100).toNanos());
				assertThat(server.command("GET", "key")).isEqualTo("(nil)");
				server.network().heal();
				assertThat(late.reply()).isEqualTo("+OK");
				assertThat(readLines(open, 7)).endsWith("flash");
			}
		}
	}

	@Test
	void keepsFromClientsThatTheServerIsGoneWhilePartitioned() throws Exception {
		try (RedisServer server = proxied(); PlainLink link = PlainLink.to(server)) {
			assertThat(link.ask("PING")).isEqualTo("+PONG");
			server.network().partition();
			server.kill();
			assertThat(link.isSilent()).isTrue();
			server.network().heal();
			assertThat(link.reply()).isEqualTo("null");
		}
	}

	@Test
	void delaysBothDirections() throws Exception {
		try (RedisServer server = proxied(); PlainLink link = PlainLink.to(server)) {
			server.network().delay(Duration.ofMillis(200));
			assertThat(time(link)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
			try (PlainLink late = PlainLink.to(server)) {
				assertThat(time(late)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
			}
			server.network().heal();
			assertThat(time(link)).isLessThan(Duration.ofMillis(400));
		}
	}

	@Test
	void deliversAtOnceWhatWasDelayedWhenItIsHealed() throws Exception {
		try (RedisServer server = proxied(); PlainLink link = PlainLink.to(server)) {
			server.network().delay(Duration.ofHours(1));
			link.send("PING");
			long before = cpuTime(server);
			assertThat(link.isSilent()).isTrue();
			assertThat(cpuTime(server) - before).isLessThan(Duration.ofMillis(100).toNanos());
			server.network().heal();
			assertThat(link.reply()).isEqualTo("+PONG");
			assertThatIllegalArgumentException().isThrownBy(() -> server.network().delay(Duration.ofMillis(-1)));
		}
	}

	@Test
	void refusesConnectionsAndResetsOpenOnes() throws Exception {
		try (RedisServer server = proxied(); PlainLink open = PlainLink.to(server)) {
			assertThat(open.ask("PING")).isEqualTo("+PONG");
			server.network().refuse();
			assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> PlainLink.to(server));
			assertThatExceptionOfType(SocketException.class).isThrownBy(open::reply)
				.withMessageContaining("Connection reset");
			server.network().heal();
			assertThat(PlainLink.ask(server, "PING")).isEqualTo("+PONG");
		}
	}

	@Test
	void hasOneFaultAtATime() throws Exception {
		try (RedisServer server = proxied()) {
			server.network().partition();
			try (PlainLink waiting = PlainLink.to(server)) {
				server.network().refuse();
				assertThatExceptionOfType(SocketException.class).isThrownBy(waiting::reply);
			}
			server.network().partition();
			try (PlainLink waiting = PlainLink.to(server)) {
				waiting.send("PING");
				assertThat(waiting.isSilent()).isTrue();
				server.network().delay(Duration.ofMillis(50));
				assertThat(waiting.reply()).isEqualTo("+PONG");
			}
		}
	}

	@Test
	void stopsTheSenderWhilePartitionedAndLosesNothing() throws Exception {
		holdsBack(Network::partition);
	}

	@Test
	void stopsTheSenderWhileMuchIsDelayedAndLosesNothing() throws Exception {
		holdsBack((network) -> network.delay(Duration.ofHours(1)));
	}

	private static void holdsBack(Consumer<Network> fault) throws IOException {
		ByteBuffer request = ByteBuffer.allocate(BIG + 100);
		request.put(("*2\r\n$4\r\nECHO\r\n$" + BIG + "\r\n").getBytes(StandardCharsets.US_ASCII));
		for (int i = 0; i < BIG; i++) {
			request.put((byte) ('a' + i % 23));
		}
		request.put(new byte[] { '\r', '\n' }).flip();
		try (RedisServer server = proxied(); SocketChannel client = SocketChannel.open()) {
			client.connect(new InetSocketAddress(server.host(), server.port()));
			fault.accept(server.network());
			client.configureBlocking(false);
			await().during(Duration.ofMillis(200)).atMost(LIMIT).until(() -> client.write(request) == 0);
			assertThat(request.remaining()).isPositive();
			server.network().heal();
			client.configureBlocking(true);
			client.write(request);
			ByteBuffer reply = ByteBuffer.allocate(("$" + BIG + "\r\n\r\n").length() + BIG);
			while (reply.hasRemaining() && client.read(reply) != -1) {
				assertThat(reply.position()).isPositive();
			}
			// The text and the end of the line
			assertThat(reply.flip().position(reply.limit() - BIG - 2))
				.isEqualTo(request.rewind().position(request.limit() - BIG - 2));
		}
	}

	@Test
	void leadsClientsToTheServerAgainWhenItIsRestarted() throws Exception {
		try (RedisServer server = proxied(); PlainLink open = PlainLink.to(server)) {
			int port = server.port();
			assertThat(open.ask("PING")).isEqualTo("+PONG");
			server.kill();
			assertThat(open.reply()).isEqualTo("null");
			try (PlainLink link = PlainLink.to(server)) {
				assertThatExceptionOfType(SocketException.class).isThrownBy(link::reply);
			}
			server.restart();
			assertThat(server.port()).isEqualTo(port);
			assertThat(PlainLink.ask(server, "PING")).isEqualTo("+PONG");
		}
	}

	@Test
	void endsWithItsServer() throws Exception {
		RedisServer server = proxied();
		Network network = server.network();
		try (PlainLink link = PlainLink.to(server)) {
			assertThat(link.ask("PING")).isEqualTo("+PONG");
			assertThat(threads(server)).singleElement().matches(Thread::isDaemon);
			network.partition();
			server.close();
			server.close();
			assertThatExceptionOfType(SocketException.class).isThrownBy(link::reply);
		}
		await().atMost(LIMIT).until(() -> threads(server).isEmpty());
		new ServerSocket(server.port()).close();
		assertThatIllegalStateException().isThrownBy(network::heal).withMessageContaining("closed");
	}

	@Test
	void isThereIfAskedForOnly() {
		try (RedisServer server = RedisServer.start()) {
			assertThatIllegalStateException().isThrownBy(server::network).withMessageContaining("behindProxy()");
		}
	}

	@Test
	void speaksTlsThroughTheProxy() {
		try (Certificates certificates = Certificates.create();
				RedisServer server = RedisServer.builder().mutualTls(certificates).behindProxy().start();
				TestClient client = TestClient.of(server.uri())
					.trusting(certificates.caFile())
					.showing(certificates.clientCertFile(), certificates.clientKeyFile())) {
			assertThat(client.commands().ping()).isEqualTo("PONG");
		}
	}

	@Test
	void failsForOneNodeOfAClusterOrForAll() throws Exception {
		try (RedisCluster cluster = RedisCluster.builder().replicasPerMaster(1).behindProxy().start()) {
			RedisServer master = cluster.masterOf("key");
			RedisServer other = cluster.nodes()
				.stream()
				.filter((node) -> !node.equals(master))
				.findFirst()
				.orElseThrow();
			assertThat(PlainLink.ask(other, "GET key")).startsWith("-MOVED")
				.endsWith(master.host() + ":" + master.port());
			master.network().partition();
			try (PlainLink link = PlainLink.to(master)) {
				link.send("GET key");
				assertThat(link.isSilent()).isTrue();
			}
			assertThat(PlainLink.ask(other, "PING")).isEqualTo("+PONG");
			RedisServer promoted = cluster.failOver(master);
			assertThat(PlainLink.ask(promoted, "SET key value")).isEqualTo("+OK");
			cluster.network().refuse();
			assertThat(cluster.nodes()).allSatisfy(
					(node) -> assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> PlainLink.to(node)));
			cluster.network().heal();
			cluster.awaitHealthy();
			assertThat(cluster.masterOf("key")).isEqualTo(promoted);
		}
	}

	@Test
	void isAnnouncedByAClusterWithTls() {
		try (Certificates certificates = Certificates.create();
				RedisCluster cluster = RedisCluster.builder()
					.masters(1)
					.replicasPerMaster(1)
					.tls(certificates)
					.behindProxy()
					.start()) {
			List<String> addresses = cluster.nodes()
				.stream()
				.map((node) -> node.host() + ":" + node.port() + "@" + node.busPort())
				.toList();
			assertThat(cluster.nodes())
				.allSatisfy((node) -> assertThat(node.command("CLUSTER", "NODES")).contains(addresses));
			assertThat(cluster.failOver(cluster.masterOf("key"))).isEqualTo(cluster.masterOf("key"));
		}
	}

	@Test
	void cutsAMasterOffItsSentinels() throws Exception {
		try (RedisSentinels set = RedisSentinels.builder().downAfter(Duration.ofMillis(1500)).behindProxy().start()) {
			RedisServer old = set.master();
			old.network().partition();
			await().atMost(LIMIT).until(() -> !set.master().equals(old));
			// Nobody can tell it
			assertThat(old.command("ROLE")).startsWith("master");
			RedisServer promoted = set.master();
			await().atMost(LIMIT).until(() -> PlainLink.ask(promoted, "SET key value").equals("+OK"));
			old.network().heal();
			set.awaitHealthy();
			assertThat(set.master()).isEqualTo(promoted);
			assertThat(old.command("GET", "key")).isEqualTo("value");
		}
	}

	private static RedisServer proxied() {
		return RedisServer.builder().behindProxy().start();
	}

	private static Duration time(PlainLink link) throws IOException {
		long start = System.nanoTime();
		assertThat(link.ask("PING")).isEqualTo("+PONG");
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private static String readLines(PlainLink link, int count) throws IOException {
		String last = "";
		for (int i = 0; i < count; i++) {
			last = link.reply();
		}
		return last;
	}

	private static long cpuTime(RedisServer server) {
		return ManagementFactory.getThreadMXBean().getThreadCpuTime(threads(server).get(0).getId());
	}

	private static List<Thread> threads(RedisServer server) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().endsWith("network-" + server.port()))
			.toList();
	}

}
