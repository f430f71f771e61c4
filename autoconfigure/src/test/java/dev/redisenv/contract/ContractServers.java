package dev.redisenv.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.redisenv.test.Certificates;
import dev.redisenv.test.RedisCluster;
import dev.redisenv.test.RedisSentinels;
import dev.redisenv.test.RedisServer;

/**
 * The servers and files that {@code contract-cases.yaml} names in braces.
 */
final class ContractServers {

	private static final String GUEST = "guest on nopass ~* &* +@all";

	private final Map<String, String> names = new HashMap<>();

	private final Map<String, List<RedisServer>> servers = new HashMap<>();

	private final List<AutoCloseable> open = new ArrayList<>();

	ContractServers(Path folder) throws IOException {
		Certificates certificates = opened(Certificates.create());
		Certificates others = opened(Certificates.create());
		Certificates wrongName = opened(Certificates.builder().serverNames("redis.example.test").create());
		files(folder, certificates, others, wrongName);
		server("plain", RedisServer.builder());
		server("password",
				RedisServer.builder()
					.password("s3cr3t")
					.user("alice", "s3cr3t-alice", "~*", "&*", "+@all")
					.user("bob", "s3cr3t,@/?#%:+${x}", "~*", "&*", "+@all")
					.user("carol", "s3cr3t,c@rol", "~*", "&*", "+@all")
					.user("d@ve", "s3cr3t-dave", "~*", "&*", "+@all")
					.config("user", GUEST));
		server("tls", RedisServer.builder().tls(certificates).user("alice", "s3cr3t-alice", "~*", "&*", "+@all"));
		server("wrongname", RedisServer.builder().tls(wrongName));
		server("mtls", RedisServer.builder().mutualTls(certificates));
		cluster("cluster", RedisCluster.builder());
		cluster("tlscluster", RedisCluster.builder().password("s3cr3t").tls(certificates));
		sentinels("",
				RedisSentinels.builder()
					.masterName("mymaster")
					.password("s3cr3t")
					.user("alice", "s3cr3t-alice", "~*", "&*", "+@all"));
		sentinels("guarded",
				RedisSentinels.builder().masterName("guarded").password("s3cr3t").sentinelPassword("s3cr3t-sentinel"));
		Files.writeString(folder.resolve("uri"), "redis://127.0.0.1:%s/3\n".formatted(this.names.get("plain")));
		Files.writeString(folder.resolve("cluster"), "redis://127.0.0.1:%s,\nredis://127.0.0.1:%s\n"
			.formatted(this.names.get("cluster1"), this.names.get("cluster2")));
	}

	private void files(Path folder, Certificates certificates, Certificates others, Certificates wrongName)
			throws IOException {
		file("ca", certificates.caFile());
		file("otherca", others.caFile());
		file("wrongnameca", wrongName.caFile());
		file("cert", certificates.clientCertFile());
		file("key", certificates.clientKeyFile());
		file("otherkey", others.clientKeyFile());
		file("bothcas", Files.writeString(folder.resolve("both.pem"), others.caPem() + "\n" + certificates.caPem()));
		file("notpem", Files.writeString(folder.resolve("not.pem"), "hello"));
		file("passwordfile", Files.writeString(folder.resolve("password"), "s3cr3t\n"));
		file("alicefile", Files.writeString(folder.resolve("alice"), "s3cr3t-alice"));
		file("emptyfile", Files.writeString(folder.resolve("empty"), "\n"));
		file("urifile", folder.resolve("uri"));
		file("clusterfile", folder.resolve("cluster"));
		file("missing", folder.resolve("missing"));
		file("folder", folder);
		this.names.put("ca64",
				Base64.getEncoder().encodeToString(certificates.caPem().getBytes(StandardCharsets.UTF_8)));
	}

	private void file(String name, Path path) {
		this.names.put(name, path.toString());
	}

	private void server(String name, RedisServer.Builder builder) {
		RedisServer server = opened(builder.start());
		this.names.put(name, String.valueOf(server.port()));
		this.servers.put(name, List.of(server));
	}

	private void cluster(String name, RedisCluster.Builder builder) {
		List<RedisServer> nodes = opened(builder.start()).nodes();
		for (int i = 0; i < nodes.size(); i++) {
			this.names.put(name + (i + 1), String.valueOf(nodes.get(i).port()));
		}
		this.servers.put(name, nodes);
	}

	private void sentinels(String name, RedisSentinels.Builder builder) {
		RedisSentinels sentinels = opened(builder.start());
		this.names.put(name + "sentinels", sentinels.hosts());
		for (int i = 0; i < sentinels.sentinels().size(); i++) {
			this.names.put(name + "sentinel" + (i + 1), String.valueOf(sentinels.sentinels().get(i).port()));
		}
		this.servers.put(name.isEmpty() ? "sentinel" : name, List.of(sentinels.master()));
	}

	private <T extends AutoCloseable> T opened(T closeable) {
		this.open.add(0, closeable);
		return closeable;
	}

	/**
	 * Returns the servers behind a name: one, or the masters of a cluster.
	 */
	List<RedisServer> get(String name) {
		List<RedisServer> found = this.servers.get(name);
		if (found == null) {
			throw new IllegalArgumentException("No server is called " + name);
		}
		return found;
	}

	/**
	 * Puts ports and paths in the place of their names.
	 */
	String resolve(String text) {
		for (Map.Entry<String, String> name : this.names.entrySet()) {
			text = text.replace("{" + name.getKey() + "}", name.getValue());
		}
		return text;
	}

	void stop() throws Exception {
		for (AutoCloseable closeable : this.open) {
			closeable.close();
		}
	}

}
