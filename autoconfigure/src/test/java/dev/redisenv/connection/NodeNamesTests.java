package dev.redisenv.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;

import dev.redisenv.TestApplication;
import dev.redisenv.diagnosis.Cause;
import dev.redisenv.diagnosis.Diagnosis;
import dev.redisenv.diagnosis.Finding;
import dev.redisenv.diagnosis.Reason;
import dev.redisenv.doctor.RedisDoctor;
import dev.redisenv.test.Certificates;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisExtension;
import dev.redisenv.test.RedisServer;
import io.lettuce.core.cluster.event.AskRedirectionEvent;
import io.lettuce.core.cluster.event.MovedRedirectionEvent;
import io.lettuce.core.event.Event;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;

import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

/**
 * Certificates that hold names and no addresses.
 */
class NodeNamesTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final String NAME = "localhost";

	private static final String KEY = "{moving}";

	private static final Certificates certificates = Certificates.builder().serverNames(NAME).create();

	@RegisterExtension
	static final RedisExtension<RedisCluster> named = RedisExtension
		.of(() -> RedisCluster.builder().tls(certificates).announceHostname(NAME).start());

	@RegisterExtension
	static final RedisExtension<RedisCluster> numbered = RedisExtension
		.of(() -> RedisCluster.builder().masters(2).tls(certificates).start());

	@AfterAll
	static void deleteCertificates() {
		certificates.close();
	}

	/**
	 * What servers redirect to. Before Redis 7, one that announces a name has no other.
	 */
	static Stream<String> endpointTypes() {
		return named.get().nodes().get(0).version().startsWith("6.") ? Stream.of("hostname")
				: Stream.of("ip", "hostname", "unknown-endpoint");
	}

	@ParameterizedTest
	@MethodSource("endpointTypes")
	void everyLinkIsToANameWhateverServersRedirectTo(String type) {
		RedisCluster cluster = named.get();
		if (endpointTypes().count() > 1) {
			cluster.nodes().forEach((node) -> node.command("CONFIG", "SET", "cluster-preferred-endpoint-type", type));
		}
		Peers peers = new Peers();
		try (ConfigurableApplicationContext context = at(cluster, "").bean(NettyCustomizer.class, () -> peers)
			.and("WEBSOCKET_REDIS_URL", cluster.uris().get(0))
			.and("WEBSOCKET_REDIS_CLUSTER", true)
			.start()) {
			assertThatAllWorks(context, cluster);
			assertThat(diagnosis(context).findings()).isEmpty();
			// Lettuce follows no redirection during the move that leaves the host out.
			boolean duringTheMove = !type.equals("unknown-endpoint");
			followsASlot(context, cluster, "redisConnectionFactory", duringTheMove);
			followsASlot(context, cluster, "webSocketRedisConnectionFactory", duringTheMove);
			assertThat(peers.names()).containsOnly(NAME);
		}
	}

	@Test
	void aNodeThatAnnouncesItsAddressIsExplained() {
		try (ConfigurableApplicationContext context = at(numbered.get(), "").start()) {
			String text = " was dialled by its address, which its certificate does not hold. REDIS_URI must name a host "
					+ "that it holds, and the nodes of a cluster must announce such names (cluster-announce-hostname); "
					+ "or REDIS_SSL_CHECK_HOSTNAME must be false, which still verifies the chain.";
			assertThatExceptionOfType(RedisConnectionFailureException.class)
				.isThrownBy(() -> context.getBean(StringRedisTemplate.class).hasKey(KEY))
				.extracting(Reason::of, STRING)
				.isEqualTo("127.0.0.1" + text);
			assertThat(diagnosis(context).findings()).singleElement()
				.returns(Cause.WRONG_ADDRESS, Finding::cause)
				.returns(true, Finding::prevents)
				.returns("127.0.0.1:" + numbered.get().nodes().get(0).port() + text, Finding::text);
		}
	}

	/**
	 * The form of Azure's OSS clustering policy.
	 */
	@Test
	void withoutTheNameCheckNodesAreDialledByTheirAddresses() {
		Peers peers = new Peers();
		try (ConfigurableApplicationContext context = at(numbered.get(), "?ssl_check_hostname=false")
			.bean(NettyCustomizer.class, () -> peers)
			.start()) {
			assertThatAllWorks(context, numbered.get());
			assertThat(diagnosis(context).findings()).isEmpty();
			followsASlot(context, numbered.get(), "redisConnectionFactory", true);
			assertThat(peers.names()).contains("127.0.0.1");
		}
	}

	@Test
	void withoutTheNameCheckAnotherAuthorityIsRefused() {
		try (Certificates others = Certificates.builder().serverNames(NAME).create();
				ConfigurableApplicationContext context = at(numbered.get(), "?ssl_check_hostname=false")
					.and("REDIS_CA", others.caFile())
					.start()) {
			assertThatExceptionOfType(RedisConnectionFailureException.class)
				.isThrownBy(() -> context.getBean(StringRedisTemplate.class).hasKey(KEY))
				.extracting(Reason::of, STRING)
				.endsWith("REDIS_CA must name the PEM file of that authority.");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "true" })
	void theTlsLayerIsToldTheNameThatOnlyTheClientResolves(String lookUp) {
		String name = "redis.example.test";
		Peers peers = new Peers();
		try (Certificates other = Certificates.builder().serverNames(name).create();
				RedisServer server = RedisServer.builder().tls(other).start();
				ConfigurableApplicationContext context = TestApplication
					.with("REDIS_URI", "rediss://%s:%d".formatted(name, server.port()))
					.and("REDIS_CA", other.caFile())
					.and("REDIS_USE_ALTERNATIVE_DNS_LOOKUP", lookUp)
					.bean(NettyCustomizer.class, () -> peers)
					.bean(ClientResourcesBuilderCustomizer.class,
							() -> (resources) -> resources.addressResolverGroup(new EveryNameIsThisHost()))
					.start()) {
			assertThat(context.getBean(StringRedisTemplate.class).hasKey(KEY)).isFalse();
			assertThat(peers.names()).containsOnly(name);
			assertThat(peers.serverNames()).containsOnly(name);
		}
	}

	private static TestApplication at(RedisCluster cluster, String options) {
		return TestApplication
			.with("REDIS_URI", cluster.uris().stream().map((uri) -> uri + options).collect(Collectors.joining(",")))
			.and("REDIS_CA", certificates.caFile());
	}

	private static Diagnosis diagnosis(ConfigurableApplicationContext context) {
		return context.getBean(RedisDoctor.class).examine(context.getBean(RedisConnectionFactory.class)).orElseThrow();
	}

	private static void assertThatAllWorks(ConfigurableApplicationContext context, RedisCluster cluster) {
		StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
		IntStream.range(0, 100).forEach((i) -> template.opsForValue().set("key" + i, "value"));
		assertThat(cluster.nodes()).noneMatch((node) -> node.command("DBSIZE").equals("0"));
		assertThatMessagesArrive(template);
		try (RedisClusterConnection connection = template.getRequiredConnectionFactory().getClusterConnection()) {
			assertThat(connection.clusterGetNodes()).hasSameSizeAs(cluster.nodes())
				.allMatch((node) -> "PONG".equals(connection.ping(node)));
		}
		await().atMost(LIMIT)
			.until(() -> cluster.nodes()
				.stream()
				.allMatch((node) -> node.command("CLIENT", "LIST").contains(" name=redis-env-failover ")));
	}

	private static void assertThatMessagesArrive(StringRedisTemplate template) {
		BlockingQueue<String> messages = new LinkedBlockingQueue<>();
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(template.getRequiredConnectionFactory());
		container.addMessageListener((message, pattern) -> messages.add(message.toString()), ChannelTopic.of("news"));
		container.afterPropertiesSet();
		container.start();
		await().atMost(LIMIT).until(() -> {
			template.convertAndSend("news", "good");
			return "good".equals(messages.poll());
		});
		container.stop();
	}

	/**
	 * Moves a slot until the client was sent after it: it may hear of the move first.
	 */
	private static void followsASlot(ConfigurableApplicationContext context, RedisCluster cluster, String connection,
			boolean duringTheMove) {
		StringRedisTemplate template = new StringRedisTemplate(
				context.getBean(connection, RedisConnectionFactory.class));
		template.opsForValue().set(KEY, "connects");
		List<Event> redirections = new CopyOnWriteArrayList<>();
		Disposable subscription = context.getBean(ClientResources.class).eventBus().get().subscribe(redirections::add);
		await().atMost(LIMIT).until(() -> {
			move(cluster, template, duringTheMove);
			return redirections.stream().anyMatch(MovedRedirectionEvent.class::isInstance);
		});
		assertThat(redirections.stream().anyMatch(AskRedirectionEvent.class::isInstance)).isEqualTo(duringTheMove);
		subscription.dispose();
	}

	private static void move(RedisCluster cluster, StringRedisTemplate template, boolean duringTheMove) {
		template.delete(KEY);
		RedisServer from = cluster.masterOf(KEY);
		RedisServer to = cluster.nodes().stream().filter((node) -> !node.equals(from)).findFirst().orElseThrow();
		String slot = from.command("CLUSTER", "KEYSLOT", KEY);
		String target = to.command("CLUSTER", "MYID");
		to.command("CLUSTER", "SETSLOT", slot, "IMPORTING", from.command("CLUSTER", "MYID"));
		from.command("CLUSTER", "SETSLOT", slot, "MIGRATING", target);
		if (duringTheMove) {
			template.opsForValue().set(KEY, "during the move");
		}
		to.command("CLUSTER", "SETSLOT", slot, "NODE", target);
		from.command("CLUSTER", "SETSLOT", slot, "NODE", target);
		assertThat(template.opsForValue().get(KEY)).isEqualTo(duringTheMove ? "during the move" : null);
		cluster.awaitHealthy();
	}

	/**
	 * With whom TLS is spoken.
	 */
	private static final class Peers implements NettyCustomizer {

		private final Queue<SSLEngine> engines = new ConcurrentLinkedQueue<>();

		@Override
		public void afterChannelInitialized(Channel channel) {
			this.engines.add(channel.pipeline().get(SslHandler.class).engine());
		}

		List<String> names() {
			return this.engines.stream().map(SSLEngine::getPeerHost).toList();
		}

		List<String> serverNames() {
			return this.engines.stream()
				.flatMap((engine) -> ((ExtendedSSLSession) engine.getSession()).getRequestedServerNames().stream())
				.map((name) -> ((SNIHostName) name).getAsciiName())
				.toList();
		}

	}

	private static final class EveryNameIsThisHost extends AddressResolverGroup<InetSocketAddress> {

		@Override
		protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
			return new InetNameResolver(executor) {

				@Override
				protected void doResolve(String name, Promise<InetAddress> address) {
					address.setSuccess(InetAddress.getLoopbackAddress());
				}

				@Override
				protected void doResolveAll(String name, Promise<List<InetAddress>> addresses) {
					addresses.setSuccess(List.of(InetAddress.getLoopbackAddress()));
				}

			}.asAddressResolver();
		}

	}

}
