package dev.redisenv.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A program that starts servers and never closes them.
 */
final class ForgetfulProgram {

	private ForgetfulProgram() {
	}

	/**
	 * Runs the program.
	 * @param args where to write the servers' process ids, and whether to {@code wait} or
	 * {@code exit} then
	 */
	public static void main(String[] args) throws IOException, InterruptedException {
		RedisServer killed = RedisServer.start();
		killed.kill();
		RedisServer running = RedisServer.start();
		RedisServer frozen = RedisServer.builder().tls(Certificates.create()).start();
		frozen.freeze();
		Path written = Files.writeString(Path.of(args[0] + ".part"), running.pid() + "\n" + frozen.pid());
		Files.move(written, Path.of(args[0]), StandardCopyOption.ATOMIC_MOVE);
		if (args[1].equals("wait")) {
			Thread.currentThread().join();
		}
	}

}
